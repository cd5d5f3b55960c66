// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/netbridge_service.hpp"

int main(int argc, char** argv)
{
    using namespace berth;
    const service::Identity identity{
        .name = "netbridge",
        .side = bus::v1::SIDE_HOST,
        .commands = {"berth.netbridge.v1.GetNetwork", "berth.netbridge.v1.PrepareNetwork",
                     "berth.netbridge.v1.ReleaseNetwork"},
        .publishes = {"host.netbridge.gate", "host.netbridge.network", "host.netbridge.ports"}};
    return service::run_service(argc, argv, identity, [](service::Context& context) {
        return std::make_unique<netbridge::NetbridgeService>(context);
    });
}
