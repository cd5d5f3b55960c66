// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/isolation/isolation_run.hpp"

#include <algorithm>
#include <random>

#include <fmt/format.h>

#include "base/scope_exit.hpp"
#include "frontend/diagnose/check/core/socket_rules.hpp"
#include "frontend/diagnose/check/isolation/docker_client.hpp"
#include "frontend/diagnose/check/isolation/host_side.hpp"
#include "frontend/diagnose/check/isolation/probe_image.hpp"

namespace berth::diagnose {
namespace {

constexpr std::chrono::milliseconds kImportDeadline{15000};
constexpr std::chrono::milliseconds kContainerDeadline{15000};
constexpr std::chrono::milliseconds kRemoveDeadline{5000};

constexpr const char* kProgram = "berth-isolation-probe";
constexpr const char* kRunDirInEngine = "/run/berth";

/// By host's path and by engine's path: a container that shared either tree would see one of them.
std::vector<std::string> control_sockets(const Scene& scene)
{
    std::vector<std::string> paths;
    for (const ExpectedSocket& socket : expected_sockets()) {
        if (socket.kind == ExpectedSocket::Kind::directory) {
            continue;
        }
        for (const std::filesystem::path& directory :
             {scene.instance.run_dir(), std::filesystem::path(kRunDirInEngine)}) {
            const std::string path = (directory / socket.path).string();
            if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
                paths.push_back(path);
            }
        }
    }
    return paths;
}

std::vector<std::string> directories(const Scene& scene)
{
    std::vector<std::string> all{scene.instance.run_dir().string(), scene.instance.state_dir().string()};
    if (all.front() != kRunDirInEngine) {
        all.emplace_back(kRunDirInEngine);
    }
    return all;
}

IsolationPlan plan_of(const Scene& scene, const LoopbackListener& v4, const LoopbackListener& v6)
{
    IsolationPlan plan{.addresses = addresses_of(scene.init_host_pid),
                       .control_sockets = control_sockets(scene),
                       .directories = directories(scene),
                       .loopback_port_v4 = v4.port,
                       .loopback_port_v6 = v6.port};
    if (scene.status.network && !scene.status.network->network().host_address().empty()) {
        const auto& network = scene.status.network->network();
        plan.addresses.push_back(network.host_address());
        if (network.mode() == "user") {
            plan.meant_for_loopback = network.host_address(); // host.docker.internal
        }
    }
    return plan;
}

std::vector<std::string> run_arguments(const std::string& name, const std::string& image,
                                       const std::vector<Trial>& trials)
{
    std::vector<std::string> arguments{"run", "--rm", "--name", name, "--pull", "never", image};
    const std::vector<std::string> what = arguments_of(trials);
    arguments.insert(arguments.end(), what.begin(), what.end());
    return arguments;
}

} // namespace

void IsolationRun::run(const Scene& scene, Progress& progress)
{
    const DockerClient docker(scene);
    const std::string name = fmt::format("berth-isolation-probe-{:08x}", std::random_device{}());
    const std::string image = name + ":latest";
    const base::UniqueFd tar = make_probe_tar(base::libexec_dir() / kProgram);
    const base::ScopeExit remove_image([&] {
        docker.try_to_run({"image", "rm", "--force", image}, kRemoveDeadline);
    });
    progress.waits_for("`docker import` of the probe's image");
    (void)docker.run(
        {"import", "--change", std::string("ENTRYPOINT [\"") + kProbeInImage + "\"]", "-", image},
        kImportDeadline, tar.get());

    const LoopbackListener v4 = listen_on_loopback_v4();
    const LoopbackListener v6 = listen_on_loopback_v6();
    trials_ = trials_of(plan_of(scene, v4, v6));
    base::ScopeExit remove_container([&] { docker.try_to_run({"rm", "--force", name}, kRemoveDeadline); });
    progress.waits_for("`docker run` of the probe");
    tried_ = parse_tried(docker.run(run_arguments(name, image, trials_), kContainerDeadline));
}

} // namespace berth::diagnose
