// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/proxy/api_probe.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "services/netbridge/host/engine_api.hpp"

namespace berth::netbridge {
namespace {

namespace http = boost::beast::http;

asio::awaitable<std::string> ping(Socket& socket, const std::string& path)
{
    ErrorCode error;
    co_await socket.async_connect(asio::local::stream_protocol::endpoint(path), into(error));
    http::request<http::empty_body> request(http::verb::get, "/_ping", 11);
    request.set(http::field::host, "berth");
    request.keep_alive(false);
    if (!error) {
        co_await http::async_write(socket, request, into(error));
    }
    http::response<http::string_body> answer;
    boost::beast::flat_buffer buffer;
    if (!error) {
        co_await http::async_read(socket, buffer, answer, into(error));
    }
    std::string why;
    if (error) {
        why = path + " does not answer: " + error.message();
    } else if (answer.result() != http::status::ok) {
        why = words_in(answer.body());
    }
    co_return why;
}

} // namespace

asio::awaitable<std::string> probe_api(std::string socket_path)
{
    using namespace asio::experimental::awaitable_operators;
    Socket socket(co_await asio::this_coro::executor);
    auto outcome = co_await (ping(socket, socket_path) || passes(kProbeDeadline));
    std::string why = socket_path + " did not answer within 2.3 s";
    if (outcome.index() == 0) {
        why = std::get<0>(outcome);
    }
    co_return why;
}

} // namespace berth::netbridge
