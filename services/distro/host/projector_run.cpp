// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/projector_run.hpp"

#include <csignal>

#include <nlohmann/json.hpp>

#include "base/instance.hpp"

namespace berth::distro {

base::ProcessSpec attach_spec(const Distro& distro, int init_pid, const std::vector<std::string>& hidden)
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

std::optional<base::Failure> judge_output(const loop::ProgramEnd& end)
{
    if (end.overdue) {
        return base::Failure{
            "projecting did not end within " + std::to_string(kProjectorDeadline.count()) + " ms",
            "look for a network file system that does not answer: its mounts are projected too"};
    }
    const auto line = nlohmann::json::parse(end.output, nullptr, /*allow_exceptions=*/false);
    if (line.is_object() && line.contains("error")) {
        return base::Failure{line.value("error", ""), line.value("hint", "")};
    }
    if (!end.status.success() || !line.is_object()) {
        std::string words = end.error_output;
        words.erase(words.find_last_not_of('\n') + 1);
        return base::Failure{"berth-projector " + end.status.to_text() + (words.empty() ? "" : ": " + words),
                             "look at `berth logs --service distro`"};
    }
    return std::nullopt;
}

} // namespace berth::distro
