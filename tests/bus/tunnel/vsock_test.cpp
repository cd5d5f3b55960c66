// SPDX-License-Identifier: Apache-2.0
// Both relays over AF_VSOCK's loopback, where the kernel has one; elsewhere the reason of the skip is
// printed.
#include <optional>

#include <catch2/catch.hpp>

#include "tests/bus/tunnel/running_relay.hpp"
#include "tunnel/dial.hpp"
#include "tunnel/stream.hpp"

using namespace berth;
using namespace berth::test;

namespace {

constexpr std::uint32_t kProbePort = 7999;
constexpr std::chrono::milliseconds kProbeDeadline{3000};

/// Why this machine cannot speak vsock to itself; none when it can.
std::optional<std::string> loopback_missing()
{
    const auto endpoint = *tunnel::parse_endpoint("vsock://local:" + std::to_string(kProbePort));
    try {
        auto any = endpoint;
        any.cid = tunnel::kVsockCidAny;
        const base::UniqueFd listener = tunnel::listen_stream(any);
        const auto stream = tunnel::dial_and_wait({endpoint, 0}, kProbeDeadline);
        return stream ? std::nullopt : std::optional(stream.error().message);
    } catch (const base::Error& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("a stream through both relays over vsock is the same stream")
{
    if (const auto why = loopback_missing()) {
        WARN("skipped: this kernel has no vsock loopback: " + *why);
        return;
    }
    const TempDir dir;
    const base::UniqueFd target = base::listen_unix(dir / "target.sock", 0600);
    const RunningRelay host(
        tunnel::plan_host(*tunnel::parse_endpoint("vsock://any"), {{7998, (dir / "target.sock").string()}}));
    const RunningRelay guest(tunnel::plan_guest(*tunnel::parse_endpoint("vsock://local"),
                                                {{(dir / "guest.sock").string(), 7998}}));
    const base::UniqueFd client = connect(dir / "guest.sock");
    const base::UniqueFd server = accept(target);
    send_text(client, "request");
    ::shutdown(client.get(), SHUT_WR);
    CHECK(read_to_end(server) == "request");
    send_text(server, "answer");
    ::shutdown(server.get(), SHUT_WR);
    CHECK(read_to_end(client) == "answer");
}

TEST_CASE("a Hyper-V address is refused outside Windows with where it works")
{
    const auto endpoint = *tunnel::parse_endpoint("hvsock://any:7001");
    CHECK_THROWS_WITH(tunnel::listen_stream(endpoint), Catch::Contains("only on Windows"));
    CHECK_THROWS_WITH(tunnel::Dial({endpoint, 0}), Catch::Contains("only on Windows"));
}
