// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/lifecycle_service.hpp"

int main(int argc, char** argv)
{
    using namespace berth;
    const service::Identity identity{
        .name = "lifecycle",
        .side = bus::v1::SIDE_HOST,
        .commands = {"berth.lifecycle.v1.GetEngine", "berth.lifecycle.v1.RestartEngine"},
        .publishes = {"host.lifecycle.engine", "host.lifecycle.phase"}};
    return service::run_service(argc, argv, identity, [](service::Context& context) {
        return std::make_unique<lifecycle::LifecycleService>(context);
    });
}
