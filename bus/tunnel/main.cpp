// SPDX-License-Identifier: Apache-2.0
// berth-tunnel: the byte relay between local sockets and the tunnel's stream
// (docs/processes/berth-tunnel.md). Arguments are parsed by plan.cpp and not by a library: the program is to
// stay small in memory.
#include <csignal>
#include <cstdio>
#include <exception>

#include <sys/signalfd.h>

#include "base/error.hpp"
#include "service/exit_code.hpp"
#include "tunnel/relay.hpp"

namespace {

using berth::service::ExitCode;

/// Readable once SIGTERM or SIGINT has come.
berth::base::UniqueFd block_stop_signals()
{
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGTERM);
    ::sigaddset(&signals, SIGINT);
    if (::sigprocmask(SIG_BLOCK, &signals, nullptr) != 0) {
        throw berth::base::SystemError("blocking signals");
    }
    berth::base::UniqueFd fd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!fd) {
        throw berth::base::SystemError("making a descriptor for signals");
    }
    return fd;
}

void report(const std::string& line)
{
    std::fprintf(stderr, "berth-tunnel: %s\n", line.c_str());
}

} // namespace

int main(int argc, char** argv)
{
    const auto plan = berth::tunnel::parse_arguments(std::vector<std::string>(argv + 1, argv + argc));
    if (!plan) {
        report(plan.error().message);
        std::fputs(plan.error().hint.c_str(), stderr);
        return static_cast<int>(ExitCode::usage);
    }
    try {
        ::signal(SIGPIPE, SIG_IGN);
        const berth::base::UniqueFd stop = block_stop_signals();
        berth::tunnel::Relay(*plan, report).run(stop.get());
        return static_cast<int>(ExitCode::success);
    } catch (const std::exception& error) {
        report(error.what());
        return static_cast<int>(ExitCode::failed);
    }
}
