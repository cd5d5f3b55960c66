// SPDX-License-Identifier: Apache-2.0
// The user mode: what leaves the engine leaves as a socket of this process (outbound/).
//
// Its descriptors in the engine are kept over a restart of this process, so what comes meanwhile waits; an
// engine that is found running is connected again, whoever has connected it before.
#pragma once

#include "services/netbridge/host/network/network_mode.hpp"
#include "services/netbridge/outbound/outbound.hpp"

namespace berth::netbridge {

class UserMode final : public NetworkMode {
public:
    UserMode(std::string subnet, service::KeptFds& kept);

    base::Result<std::string> prepare(int engine_pid) override;
    void release() override;
    bool is_there() const override { return outbound_ != nullptr; }
    v1::NetworkStatus status() const override;
    void adopt(int engine_pid) override;
    std::optional<v1::NetworkTraffic> traffic() const override;
    std::vector<StreamParts> give_streams_away() override;

private:
    base::Result<UserAddresses> choose_addresses(const base::NamespaceFd& engine) const;
    EngineEnd take_kept();
    void keep(const EngineEnd& end);

    const std::string wanted_subnet_;
    service::KeptFds& kept_;
    UserAddresses addresses_;
    int engine_pid_ = 0;
    std::string why_; ///< adopt() has failed
    std::unique_ptr<Outbound> outbound_;
};

} // namespace berth::netbridge
