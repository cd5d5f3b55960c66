// SPDX-License-Identifier: Apache-2.0
#include "services/updater/host/updater_service.hpp"

int main(int argc, char** argv)
{
    using namespace berth;
    const service::Identity identity{
        .name = "updater",
        .side = bus::v1::SIDE_HOST,
        .commands = {"berth.updater.v1.ListImages", "berth.updater.v1.ResolveImages"},
        .publishes = {"host.updater.images"}};
    return service::run_service(argc, argv, identity, [](service::Context& context) {
        return std::make_unique<updater::UpdaterService>(context);
    });
}
