// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/distro_service.hpp"

int main(int argc, char** argv)
{
    using namespace berth;
    const service::Identity identity{
        .name = "distro",
        .side = bus::v1::SIDE_HOST,
        .commands = {"berth.distro.v1.ListDistros", "berth.distro.v1.RestoreProjections"},
        .publishes = {"host.distro.distro.<name>"},
        .takes_arguments = true};
    return service::run_service(argc, argv, identity, [](service::Context& context) {
        return std::make_unique<distro::DistroService>(context);
    });
}
