// SPDX-License-Identifier: Apache-2.0
// Against a docker API of the test's own.
#include "frontend/diagnose/check/engine_question.hpp"

#include <catch2/catch.hpp>

#include <thread>

#include <sys/socket.h>

#include "base/files.hpp"
#include "base/linux/unix_socket.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::diagnose {

TEST_CASE("the docker API is asked once, and its answer's body returned")
{
    const test::TempDir directory;
    const base::UniqueFd listener = base::listen_unix(directory / "docker.sock", 0600);
    const std::jthread server([&] {
        const base::UniqueFd client(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
        base::write_all(client.get(), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK", "the client");
    });
    CHECK(ask_docker(directory / "docker.sock", "/_ping").value() == "OK");
}

TEST_CASE("an API that accepts and says nothing is given up at the deadline, which is named")
{
    const test::TempDir directory;
    const base::UniqueFd listener = base::listen_unix(directory / "docker.sock", 0600);
    const auto answer = ask_docker(directory / "docker.sock", "/_ping", std::chrono::milliseconds{50});
    REQUIRE(!answer);
    CHECK(answer.error().message == "GET /_ping got no answer within 50 ms");
}

TEST_CASE("an API that is not there is a failure that names the socket")
{
    const test::TempDir directory;
    const auto answer = ask_docker(directory / "docker.sock", "/_ping");
    REQUIRE(!answer);
    CHECK(answer.error().message.find((directory / "docker.sock").string()) != std::string::npos);
}

} // namespace berth::diagnose
