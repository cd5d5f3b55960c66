// SPDX-License-Identifier: Apache-2.0
#include "network_namespace.hpp"

#include <future>
#include <sstream>

#include <sched.h>

#include "base/child.hpp"
#include "base/error.hpp"

namespace berth::netbridge::test {

NetworkNamespace::NetworkNamespace()
{
    std::async(std::launch::async, [this] {
        if (::unshare(CLONE_NEWNET) != 0) {
            throw base::SystemError("making a network namespace");
        }
        fd_.emplace("/proc/thread-self/ns/net");
    }).get();
}

void NetworkNamespace::run(const std::function<void()>& body) const
{
    std::async(std::launch::async, [&] {
        fd_->enter();
        body();
    }).get();
}

void NetworkNamespace::ip(const std::string& commands) const
{
    run([&] {
        std::istringstream lines(commands);
        for (std::string line; std::getline(lines, line);) {
            std::istringstream words(line);
            base::ProcessSpec command{.program = "/sbin/ip"};
            for (std::string word; words >> word;) {
                command.arguments.push_back(word);
            }
            const base::Completed done = base::run(command, std::chrono::seconds(10));
            if (!done.status.success()) {
                throw base::Error("ip " + line + ": " + done.error_output);
            }
        }
    });
}

} // namespace berth::netbridge::test
