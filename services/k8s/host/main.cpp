// SPDX-License-Identifier: Apache-2.0
// berth-k8s: the cluster as the host sees it. No Kubernetes pack can be enabled yet, and it says so.
#include "berth/k8s/v1/cluster.pb.h"
#include "service/service.hpp"

namespace {

using namespace berth;

k8s::v1::ClusterStatus present_status()
{
    k8s::v1::ClusterStatus status;
    status.set_state(k8s::v1::ClusterStatus::STATE_DISABLED);
    status.set_why("no cluster is enabled");
    status.set_hint("this version of berth ships no Kubernetes pack");
    return status;
}

class K8sService final : public service::Service {
public:
    explicit K8sService(service::Context& context)
    {
        context.bus().handle<k8s::v1::GetCluster>(
            [](const k8s::v1::GetCluster&, const client::ResponderPtr& responder) {
                k8s::v1::GetClusterResponse response;
                *response.mutable_cluster() = present_status();
                responder->reply(response);
            });
        k8s::v1::ClusterStateChanged event;
        *event.mutable_cluster() = present_status();
        context.bus().publish_state("host.k8s.cluster", event);
    }

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
    const service::Identity identity{.name = "k8s",
                                     .side = bus::v1::SIDE_HOST,
                                     .commands = {"berth.k8s.v1.GetCluster"},
                                     .publishes = {"host.k8s.cluster"}};
    return service::run_service(argc, argv, identity, [](service::Context& context) {
        return std::make_unique<K8sService>(context);
    });
}
