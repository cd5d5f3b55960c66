// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/projector_run.hpp"

#include <array>
#include <csignal>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/instance.hpp"

namespace berth::distro {
namespace {

constexpr std::size_t kOutputLimit = 64U << 10U; // what a pipe holds; one line of JSON is far below

std::string read_available(int fd)
{
    std::string text;
    std::array<char, 4096> block{};
    for (ssize_t got = 0; text.size() < kOutputLimit && (got = ::read(fd, block.data(), block.size())) > 0;) {
        text.append(block.data(), static_cast<std::size_t>(got));
    }
    return text;
}

} // namespace

base::ProcessSpec attach_spec(const Distro& distro, pid_t init_pid, const std::vector<std::string>& hidden)
{
    base::ProcessSpec spec{.program = base::libexec_dir() / "berth-projector",
                           .arguments = {"attach", "--init-pid", std::to_string(init_pid), "--name",
                                         distro.name, "--distro-pid", std::to_string(distro.pid)},
                           .parent_death_signal = SIGKILL};
    for (const std::string& path : hidden) {
        spec.arguments.insert(spec.arguments.end(), {"--hide", path});
    }
    return spec;
}

std::optional<base::Failure> judge_output(const base::ExitStatus& status, const std::string& output)
{
    const auto line = nlohmann::json::parse(output, nullptr, /*allow_exceptions=*/false);
    if (line.is_object() && line.contains("error")) {
        return base::Failure{line.value("error", ""), line.value("hint", "")};
    }
    if (!status.success() || !line.is_object()) {
        return base::Failure{"berth-projector " + status.to_text(),
                             "look for its last words with `berth logs`"};
    }
    return std::nullopt;
}

ProjectorRun::ProjectorRun(loop::EventLoop& loop, const base::ProcessSpec& spec, OnEnd on_end)
    : loop_(loop), on_end_(std::move(on_end))
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
        throw base::SystemError("making a pipe for berth-projector");
    }
    output_.reset(ends[0]);
    const base::UniqueFd write_end(ends[1]);
    base::ProcessSpec captured = spec;
    captured.inherited_fds.emplace_back(write_end.get(), STDOUT_FILENO);
    child_ = base::Child::spawn(captured);
    exit_watch_ = loop_.add_fd(child_.pid_fd(), POLLIN, [this] { on_exit(); });
    deadline_ = loop_.add_timer(kProjectorDeadline, [this] { on_deadline(); });
}

ProjectorRun::~ProjectorRun()
{
    loop_.remove(exit_watch_);
    loop_.remove(deadline_);
    if (child_.running()) {
        child_.signal(SIGKILL); // what it leaves half done is removed by the next run
    }
}

void ProjectorRun::on_exit()
{
    loop_.remove(exit_watch_);
    loop_.remove(deadline_);
    const base::ExitStatus status = child_.wait(std::chrono::milliseconds{0})
                                        .value_or(base::ExitStatus{.exit_code = 0, .signal = SIGKILL});
    const std::optional<base::Failure> failure = judge_output(status, read_available(output_.get()));
    const OnEnd on_end = std::move(on_end_); // it may destroy this
    on_end(failure);
}

void ProjectorRun::on_deadline()
{
    child_.signal(SIGKILL);
    const OnEnd on_end = std::move(on_end_);
    loop_.remove(exit_watch_);
    on_end(
        base::Failure{"projecting did not end within " + std::to_string(kProjectorDeadline.count()) + " ms",
                      "look for a network file system that does not answer: its mounts are projected too"});
}

} // namespace berth::distro
