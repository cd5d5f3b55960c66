// SPDX-License-Identifier: Apache-2.0
#include "broker/service_launcher.hpp"

#include <fcntl.h>

#include "base/files.hpp"

namespace berth::broker {
namespace {

void replace_all(std::string& text, const std::string& what, const std::string& with)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

} // namespace

std::vector<std::string> ServiceLauncher::arguments_of(const ServicePlan& plan) const
{
    std::vector<std::string> arguments;
    if (plan.probe_socket.empty()) { // a bus peer has the harness's options
        arguments = {"--instance", places_.instance.name()};
    }
    for (std::string argument : plan.arguments) {
        replace_all(argument, "{run}", places_.run_dir.string());
        replace_all(argument, "{instance}", places_.instance.name());
        arguments.push_back(std::move(argument));
    }
    return arguments;
}

int ServiceLauncher::launch(const ServicePlan& plan, ProcessTable& processes) const
{
    base::ProcessSpec spec{.program = places_.program_dir / ("berth-" + plan.name),
                           .arguments = arguments_of(plan)};
    const base::UniqueFd output = base::open_file(places_.output_file, O_WRONLY | O_CREAT | O_APPEND, 0600);
    const base::UniqueFd nothing = base::open_file("/dev/null", O_RDONLY);
    spec.inherited_fds = {{nothing.get(), 0}, {output.get(), 1}, {output.get(), 2}};
    return processes.spawn(plan.name, spec);
}

} // namespace berth::broker
