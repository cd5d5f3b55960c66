// SPDX-License-Identifier: Apache-2.0
// The kernel mode: a link into the engine, and NAT. Nothing of it is in this process.
#pragma once

#include "services/netbridge/host/network/engine_network.hpp"
#include "services/netbridge/host/network/network_mode.hpp"

namespace berth::netbridge {

class KernelMode final : public NetworkMode {
public:
    /// `instead`: why it is not the user mode, which was wanted; empty when it was not.
    KernelMode(const base::Instance& instance, const std::string& subnet, std::string instead);

    base::Result<std::string> prepare(int engine_pid) override;
    void release() override { network_.release(); }
    bool is_there() const override { return network_.present().addresses.has_value(); }
    v1::NetworkStatus status() const override;
    void adopt(int) override {}
    std::optional<v1::NetworkTraffic> traffic() const override { return std::nullopt; }
    std::vector<StreamParts> give_streams_away() override { return {}; }

private:
    EngineNetwork network_;
    const std::string instead_;
};

} // namespace berth::netbridge
