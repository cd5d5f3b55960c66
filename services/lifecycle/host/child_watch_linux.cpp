// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/child_watch.hpp"

#include <array>
#include <memory>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::lifecycle {
namespace {

constexpr std::size_t kMaxOutput = 64U << 10U;

struct Watched {
    base::Child child;
    base::UniqueFd output;
    base::UniqueFd error_output;
    base::Completed completed;
    loop::Registration registration = 0;
    std::function<void(const base::Completed&)> on_end;
};

std::array<base::UniqueFd, 2> make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
        throw base::SystemError("making a pipe for a helper program");
    }
    return {base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

/// What a short-lived helper wrote fits into the pipe, so it is read once, after its end.
std::string read_rest(const base::UniqueFd& fd)
{
    std::string text;
    std::array<char, 4096> block{};
    for (ssize_t got = 0;
         text.size() < kMaxOutput && (got = ::read(fd.get(), block.data(), block.size())) > 0;) {
        text.append(block.data(), static_cast<std::size_t>(got));
    }
    return text;
}

} // namespace

void run_on_loop(loop::EventLoop& loop, const base::ProcessSpec& spec,
                 std::function<void(const base::Completed&)> on_end)
{
    auto watched = std::make_shared<Watched>();
    std::array<base::UniqueFd, 2> output = make_pipe();
    std::array<base::UniqueFd, 2> error_output = make_pipe();
    base::ProcessSpec captured = spec;
    captured.inherited_fds.emplace_back(output[1].get(), STDOUT_FILENO);
    captured.inherited_fds.emplace_back(error_output[1].get(), STDERR_FILENO);
    watched->child = base::Child::spawn(captured);
    watched->output = std::move(output[0]);
    watched->error_output = std::move(error_output[0]);
    watched->on_end = std::move(on_end);
    watched->registration = loop.add_fd(watched->child.pid_fd(), POLLIN, [&loop, watched] {
        loop.remove(watched->registration);
        watched->completed.status =
            watched->child.wait(std::chrono::milliseconds{0}).value_or(base::ExitStatus{});
        watched->completed.output = read_rest(watched->output);
        watched->completed.error_output = read_rest(watched->error_output);
        watched->on_end(watched->completed);
    });
}

} // namespace berth::lifecycle
