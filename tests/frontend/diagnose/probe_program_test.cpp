// SPDX-License-Identifier: Apache-2.0
// The probe on this machine's loopback: a probe that never reached anything would let every check pass.
#include <catch2/catch.hpp>

#include <cstdlib>

#include <zmq.hpp>

#include "base/child.hpp"
#include "base/linux/unix_socket.hpp"
#include "frontend/diagnose/check/core/isolation_rules.hpp"
#include "frontend/diagnose/check/isolation/host_side.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::diagnose {
namespace {

constexpr std::chrono::seconds kDeadline{20};

Tried probe(const std::string& argument)
{
    const char* const build = std::getenv("BERTH_BUILD_DIR"); // set by berth_test()
    REQUIRE(build != nullptr);
    const base::Completed completed =
        base::run({.program = std::filesystem::path(build) / "libexec/berth/berth-isolation-probe",
                   .arguments = {argument}},
                  kDeadline);
    CHECK(completed.status.success());
    const std::vector<Tried> tried = parse_tried(completed.output);
    REQUIRE(tried.size() == 1);
    CHECK(tried[0].argument == argument);
    return tried[0];
}

} // namespace

TEST_CASE("the probe reaches what listens on the loopback, and tells a port where nobody does")
{
    unsigned port = 0;
    {
        const LoopbackListener v4 = listen_on_loopback_v4();
        port = v4.port;
        REQUIRE(port != 0);
        const Tried tried = probe("tcp=127.0.0.1:" + std::to_string(port));
        CHECK(tried.reached);
        CHECK(tried.words == "it accepted a connection");
    }
    const Tried closed = probe("tcp=127.0.0.1:" + std::to_string(port));
    CHECK(!closed.reached);
    CHECK(closed.words == "Connection refused");
    if (const LoopbackListener v6 = listen_on_loopback_v6(); v6.port != 0) {
        CHECK(probe("tcp=[::1]:" + std::to_string(v6.port)).reached);
    }
}

TEST_CASE("the probe takes for the bus only who speaks as the bus does")
{
    zmq::context_t context;
    zmq::socket_t peer(context, zmq::socket_type::router);
    peer.set(zmq::sockopt::linger, 0);
    peer.bind("tcp://127.0.0.1:*");
    const std::string endpoint = peer.get(zmq::sockopt::last_endpoint);
    CHECK(probe("zmtp=127.0.0.1" + endpoint.substr(endpoint.rfind(':'))).reached);
    const LoopbackListener silent = listen_on_loopback_v4();
    CHECK(probe("zmtp=127.0.0.1:" + std::to_string(silent.port)).words == "somebody else");
}

TEST_CASE("the probe sees sockets and paths that are there, and no others")
{
    const test::TempDir directory;
    const base::UniqueFd listener = base::listen_unix(directory / "x.sock", 0600);
    CHECK(probe("unix=" + (directory / "x.sock").string()).words == "it accepted a connection");
    CHECK(!probe("unix=" + (directory / "y.sock").string()).reached);
    CHECK(probe("path=" + directory.path().string()).reached);
    CHECK(!probe("path=" + (directory / "none").string()).reached);
}

TEST_CASE("the probe sees the other processes and mounts of a machine that is no container")
{
    CHECK(probe("processes=any").reached);
}

TEST_CASE(
    "the probe takes an address that is none for unreachable, and a word that is no trial for a mistake")
{
    CHECK(!probe("tcp=[nonsense]:1").reached);
    const base::Completed wrong =
        base::run({.program = std::filesystem::path(std::getenv("BERTH_BUILD_DIR")) /
                              "libexec/berth/berth-isolation-probe",
                   .arguments = {"nonsense"}},
                  kDeadline);
    CHECK(wrong.status.exit_code == 2);
}

} // namespace berth::diagnose
