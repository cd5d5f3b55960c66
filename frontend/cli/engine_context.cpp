// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/engine_context.hpp"

#include "base/error.hpp"
#include "frontend/cli/invoking_user.hpp"
#include "frontend/docker_context/docker_context.hpp"

namespace berth::cli {

std::vector<std::string> engine_context_lines(const base::Instance& instance)
{
    const docker_context::Context context = docker_context::context_of(instance);
    try {
        const docker_context::Change change = docker_context::put(invoking_user(), context);
        std::vector<std::string> lines;
        if (change == docker_context::Change::created) {
            lines.push_back("made the docker context \"" + context.name +
                            "\"; your current context is as it was");
        }
        lines.push_back("try: docker --context " + context.name + " info");
        return lines;
    } catch (const base::Error& error) {
        return {"no docker context was made: " + std::string(error.what()),
                "try: docker -H " + context.host + " info"};
    }
}

} // namespace berth::cli
