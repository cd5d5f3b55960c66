// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/isolation/docker_client.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::diagnose {
namespace {

std::string client_of(const Scene& scene)
{
    for (const updater::v1::InstalledImage& image : scene.status.images) {
        if (image.in_use() && !image.client_path().empty()) {
            return image.client_path() + "/docker";
        }
    }
    throw base::Error("no pack with a docker client is in use", "look at `" + scene.berth() + " pack list`");
}

} // namespace

DockerClient::DockerClient(const Scene& scene)
    : program_(client_of(scene)), socket_("unix://" + scene.docker_socket().string())
{}

base::Completed DockerClient::complete(const std::vector<std::string>& arguments,
                                       std::chrono::milliseconds deadline, int input) const
{
    const base::UniqueFd nothing = base::open_file("/dev/null", O_RDONLY);
    std::vector<std::string> all{"--host", socket_};
    all.insert(all.end(), arguments.begin(), arguments.end());
    // No HOME and no variables of docker: proxies, contexts and plugins of the user are not what is tried.
    return base::run(
        {.program = program_,
         .arguments = std::move(all),
         .environment = std::vector<std::string>{"PATH=/usr/bin:/bin", "DOCKER_CONFIG=/nonexistent",
                                                 "HOME=/nonexistent"},
         .inherited_fds = {{input < 0 ? nothing.get() : input, STDIN_FILENO}}},
        deadline);
}

std::string DockerClient::run(const std::vector<std::string>& arguments, std::chrono::milliseconds deadline,
                              int input) const
{
    base::Completed completed = complete(arguments, deadline, input);
    if (!completed.status.success()) {
        std::string said = completed.error_output;
        said.erase(said.find_last_not_of('\n') + 1);
        throw base::Error("docker " + arguments.front() + ": " + said.substr(said.rfind('\n') + 1),
                          "see what dockerd does: berth logs --service dockerd");
    }
    return std::move(completed.output);
}

void DockerClient::try_to_run(const std::vector<std::string>& arguments,
                              std::chrono::milliseconds deadline) const noexcept
{
    try {
        (void)complete(arguments, deadline, -1);
    } catch (const std::exception&) {
        // There is nobody to tell who could do more: the run's own failure is told.
    }
}

} // namespace berth::diagnose
