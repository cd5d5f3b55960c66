// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/proxy/local_answer.hpp"

#include <nlohmann/json.hpp>

namespace berth::netbridge {

asio::awaitable<void> LocalAnswer::send(http::status status, const std::string& message)
{
    ++counters_.refused;
    constexpr unsigned kHttp11 = 11;
    http::response<http::string_body> answer(status, kHttp11);
    answer.set(http::field::content_type, "application/json");
    said_close_ = status != http::status::bad_request;
    answer.keep_alive(!said_close_);
    answer.body() =
        nlohmann::json{{"message", message}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) +
        "\n";
    answer.prepare_payload();
    http::response_serializer<http::string_body> serializer(answer);
    ErrorCode ignored; // a client that has gone needs no answer
    if (head_only_) {
        co_await http::async_write_header(client_, serializer, into(ignored));
    } else {
        co_await http::async_write(client_, serializer, into(ignored));
    }
}

} // namespace berth::netbridge
