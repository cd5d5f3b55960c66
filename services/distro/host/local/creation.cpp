// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/local/creation.hpp"

#include <csignal>

#include <nlohmann/json.hpp>

#include "base/instance.hpp"
#include "services/distro/host/helper_answer.hpp"

namespace berth::distro {

Creation::Creation(loop::EventLoop& loop, const v1::CreateDistro& command, const std::string& rootfs,
                   Platform::OnProgress on_progress, Platform::OnDone on_end)
    : name_(command.name()), on_progress_(std::move(on_progress)), on_end_(std::move(on_end))
{
    const base::ProcessSpec spec{.program = base::libexec_dir() / "berth-unpack",
                                 .arguments = {"--archive", command.rootfs_file(), "--target", rootfs},
                                 .parent_death_signal = SIGKILL};
    run_ = std::make_unique<loop::ProgramRun>(
        loop, spec, kUnpackDeadline, [this](const loop::ProgramEnd& end) { on_program_end(end); },
        [this](const std::string& text) { on_output(text); });
}

void Creation::on_output(const std::string& text)
{
    output_ += text;
    for (std::size_t end = 0; (end = output_.find('\n')) != std::string::npos; output_.erase(0, end + 1)) {
        on_line(output_.substr(0, end));
    }
}

void Creation::on_line(const std::string& line)
{
    last_line_ = line;
    const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (json.is_object() && json.contains("read_bytes")) {
        v1::DistroUnpackProgressed progress;
        progress.set_name(name_);
        progress.set_read_bytes(json.value("read_bytes", std::uint64_t{0}));
        progress.set_total_bytes(json.value("total_bytes", std::uint64_t{0}));
        on_progress_(progress);
    }
}

void Creation::on_program_end(loop::ProgramEnd end)
{
    end.output = last_line_; // of a long run only the first lines were kept
    const auto answer = helper_answer("berth-unpack", "unpacking the archive", kUnpackDeadline, end);
    const Platform::OnDone on_end = std::move(on_end_); // it may destroy this
    on_end(answer ? std::nullopt : std::optional(answer.error()));
}

} // namespace berth::distro
