// SPDX-License-Identifier: Apache-2.0
// berth-k8s-guest: the cluster's processes in the engine. With no cluster enabled there are none to run.
#include "service/service.hpp"

namespace {

using namespace berth;

class K8sGuest final : public service::Service {
public:
    bus::v1::Health health() override
    {
        bus::v1::Health health;
        health.set_state(bus::v1::Health::STATE_READY);
        health.set_why("no cluster is enabled");
        return health;
    }

    void stop(bus::v1::DrainReason /*reason*/, std::function<void()> done) override { done(); }
};

} // namespace

int main(int argc, char** argv)
{
    return berth::service::run_service(argc, argv, {.name = "k8s", .side = berth::bus::v1::SIDE_GUEST},
                                       [](service::Context&) { return std::make_unique<K8sGuest>(); });
}
