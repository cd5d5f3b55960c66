// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/projector_run.hpp"

#include <csignal>

#include "base/instance.hpp"
#include "services/distro/host/helper_answer.hpp"

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

base::ProcessSpec detach_spec(const std::string& name, int init_pid)
{
    return {.program = base::libexec_dir() / "berth-projector",
            .arguments = {"detach", "--init-pid", std::to_string(init_pid), "--name", name},
            .parent_death_signal = SIGKILL};
}

std::optional<base::Failure> judge_output(const loop::ProgramEnd& end)
{
    const auto answer = helper_answer("berth-projector", "projecting", kProjectorDeadline, end);
    return answer ? std::nullopt : std::optional(answer.error());
}

} // namespace berth::distro
