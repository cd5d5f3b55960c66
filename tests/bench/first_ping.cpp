// SPDX-License-Identifier: Apache-2.0
// bench_first_ping SOCKET SECONDS PROGRAM ARGS…: starts the program and prints the milliseconds from then
// until GET /_ping on the unix socket is answered with 200 for the first time. The program is left running;
// its pid is the second word printed.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <poll.h>
#include <unistd.h>

#include "base/child.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/unix_socket.hpp"

namespace {

using namespace berth;
using Clock = std::chrono::steady_clock;

constexpr int kAnswerMs = 1000;
constexpr std::chrono::milliseconds kPause{2};

bool answers(const std::string& socket)
{
    try {
        const base::UniqueFd fd = base::connect_unix(socket);
        base::write_all(fd.get(), "GET /_ping HTTP/1.0\r\n\r\n", socket);
        pollfd entry{fd.get(), POLLIN, 0};
        char answer[16] = {};
        constexpr std::size_t kStatusEnd = 12; // "HTTP/1.x 200"
        return ::poll(&entry, 1, kAnswerMs) == 1 && ::read(fd.get(), answer, kStatusEnd) == kStatusEnd &&
               std::strcmp(answer + 9, "200") == 0;
    } catch (const base::Error&) {
        return false; // not there yet
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 4) {
        std::fputs("usage: bench_first_ping SOCKET SECONDS PROGRAM [ARGUMENT…]\n", stderr);
        return 2;
    }
    try {
        const auto began = Clock::now();
        const auto end = began + std::chrono::seconds(std::atoi(argv[2]));
        base::ProcessSpec spec{.program = argv[3], .arguments = {argv + 4, argv + argc}};
        spec.inherited_fds = {{STDERR_FILENO, STDOUT_FILENO}}; // standard output is for the figure
        base::Child child = base::Child::spawn(spec);
        const pid_t pid = child.pid();
        child.release();
        while (!answers(argv[1])) {
            if (Clock::now() > end) {
                std::fprintf(stderr, "%s did not answer within %s s\n", argv[1], argv[2]);
                return 1;
            }
            (void)::poll(nullptr, 0, static_cast<int>(kPause.count())); // the measure's own resolution
        }
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
        std::printf("%lld %d\n", static_cast<long long>(took.count()), pid);
        return 0;
    } catch (const base::Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
