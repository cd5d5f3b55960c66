// SPDX-License-Identifier: Apache-2.0
// berth-distro. docs/processes/berth-distro.md
#include <charconv>

#include "service/exit.hpp"
#include "services/distro/host/distro_service.hpp"
#include "services/distro/host/local/local_platform.hpp"
#include "services/distro/host/process_watch.hpp"

namespace {

using namespace berth;

/// The process whose mount namespace is distro "host": this one, for what the broker starts lives where the
/// user's `berth up` does. (Process 1 would be the other choice, but root may lack a capability that it has,
/// and then may not look into its namespaces.) "--host-pid N" names another one (a test's, a container's).
int host_pid(const std::vector<std::string>& arguments)
{
    if (arguments.empty()) {
        return distro::own_pid();
    }
    if (arguments.front() != "--host-pid" || arguments.size() > 2) {
        throw service::Exit(service::ExitCode::usage, "unexpected argument '" + arguments.front() + "'",
                            "the only one is --host-pid N");
    }
    const std::string value = arguments.back();
    int pid = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), pid);
    if (error != std::errc{} || end != value.data() + value.size() || pid <= 0) {
        throw service::Exit(service::ExitCode::usage,
                            "--host-pid needs the number of a process, not '" + value + "'");
    }
    return pid;
}

std::unique_ptr<service::Service> make_service(service::Context& context)
{
    auto platform = std::make_unique<distro::LocalPlatform>(context.loop(), context.log(), context.instance(),
                                                            host_pid(context.arguments()));
    return std::make_unique<distro::DistroService>(context, std::move(platform));
}

} // namespace

int main(int argc, char** argv)
{
    const service::Identity identity{
        .name = "distro",
        .side = bus::v1::SIDE_HOST,
        .commands = {"berth.distro.v1.AttachDistro", "berth.distro.v1.CreateDistro",
                     "berth.distro.v1.DetachDistro", "berth.distro.v1.IntegrateDistro",
                     "berth.distro.v1.ListDistros", "berth.distro.v1.RemoveDistro",
                     "berth.distro.v1.RestoreProjections", "berth.distro.v1.StartDistro",
                     "berth.distro.v1.TerminateDistro"},
        .publishes = {"host.distro.distro.<name>", "host.distro.unpack.<name>"},
        .takes_arguments = true};
    return service::run_service(argc, argv, identity, make_service);
}
