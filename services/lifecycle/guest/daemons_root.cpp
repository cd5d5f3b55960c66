// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/guest/daemons_root.hpp"

#include <array>
#include <csignal>
#include <utility>

#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"
#include "services/lifecycle/guest/root_protocol.hpp"

namespace berth::lifecycle {

void DaemonsRoot::prepare(Done done)
{
    if (namespace_) {
        done(true);
        return;
    }
    base::expects(!done_, "the daemons' root is being built twice");
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        throw base::SystemError("making a socket for berth-engine-root");
    }
    answer_.reset(ends[0]);
    const base::UniqueFd theirs(ends[1]);
    helper_ = base::Child::spawn({.program = engine_root_program(),
                                  .arguments = {kBuildVerb},
                                  .environment = process_environment(),
                                  .inherited_fds = {{theirs.get(), kRootHelperFd}}});
    done_ = std::move(done);
    reactor_.watch(answer_.get(), EPOLLIN, [this] { on_answer(); });
    deadline_ = reactor_.after(kBuildDeadline, [this] {
        helper_.signal(SIGKILL);
        finish(base::Failure{"the daemons' root was not built in time",
                             "the machine may be overloaded; try again"});
    });
}

void DaemonsRoot::on_answer()
{
    base::ReceivedFd answer = base::receive_fd(answer_.get(), kMaxRootAnswerBytes);
    if (answer.fd) {
        namespace_ = std::move(answer.fd);
        finish(true);
    } else {
        finish(base::Failure{answer.text.empty() ? "berth-engine-root died while it built the daemons' root"
                                                 : answer.text,
                             "the pack or the base image may be damaged; install it again"});
    }
}

void DaemonsRoot::finish(const base::Result<bool>& outcome)
{
    reactor_.unwatch(answer_.get());
    answer_.reset();
    reactor_.cancel(std::exchange(deadline_, 0));
    if (const Done done = std::exchange(done_, nullptr)) {
        done(outcome);
    }
}

base::ProcessSpec DaemonsRoot::command_in_root(const ProcessEntry& entry) const
{
    base::expects(static_cast<bool>(namespace_), "a daemon is started before its root is built");
    std::vector<std::string> arguments{kEnterVerb, entry.program.string()};
    arguments.insert(arguments.end(), entry.arguments.begin(), entry.arguments.end());
    return {.program = engine_root_program(),
            .arguments = std::move(arguments),
            .inherited_fds = {{namespace_.get(), kRootHelperFd}}};
}

bool DaemonsRoot::reap(pid_t pid)
{
    if (helper_.pid() != pid) {
        return false;
    }
    (void)helper_.wait(std::chrono::milliseconds{0}); // its answer has said how it went
    return true;
}

} // namespace berth::lifecycle
