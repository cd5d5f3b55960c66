// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/collect/engine_api.hpp"

#include <array>
#include <cerrno>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/unix_socket.hpp"
#include "frontend/diagnose/bundle/collect/engine_record.hpp"
#include "frontend/diagnose/bundle/limits.hpp"
#include "services/lifecycle/core/daemon_settings.hpp"

namespace berth::bundle {
namespace {

namespace http = boost::beast::http;

void read_answer(int fd, http::response_parser<http::string_body>& parser, const std::string& what)
{
    std::array<char, 16384> block{};
    std::string pending;
    while (!parser.is_done()) {
        const ssize_t got = ::read(fd, block.data(), block.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            throw base::SystemError("reading the engine's answer to " + what);
        }
        boost::beast::error_code error;
        if (got == 0) {
            parser.put_eof(error);
        } else {
            pending.append(block.data(), static_cast<std::size_t>(got));
            pending.erase(0, parser.put(boost::asio::buffer(pending), error));
        }
        if ((error && error != http::error::need_more) || (got == 0 && !parser.is_done())) {
            throw base::Error("the engine's answer to " + what + " is not whole");
        }
    }
}

} // namespace

std::string ask_engine(const base::Instance& instance, const std::string& target)
{
    // Through the root directory of berth-init, so that it works when netbridge does not.
    const RunningEngine engine = running_engine(instance);
    const std::string socket = fmt::format("/proc/{}/root{}", engine.init_pid, lifecycle::kEngineSocket);
    const std::string what = "GET " + target;
    const base::UniqueFd fd = base::connect_unix(socket);
    base::write_all(fd.get(), what + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n", what);
    http::response_parser<http::string_body> parser;
    parser.body_limit(kMaxFindingsBytes);
    parser.eager(true);
    read_answer(fd.get(), parser, what);
    if (parser.get().result() != http::status::ok) {
        throw base::Error(fmt::format("the engine answered {} to {}", parser.get().result_int(), what));
    }
    return parser.get().body();
}

} // namespace berth::bundle
