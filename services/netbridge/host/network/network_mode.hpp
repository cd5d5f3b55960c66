// SPDX-License-Identifier: Apache-2.0
// How the engine is connected to the world (the setting network.mode).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/instance.hpp"
#include "base/result.hpp"
#include "berth/netbridge/v1/network.pb.h"
#include "berth/settings/v1/settings.pb.h"
#include "service/kept_fds.hpp"
#include "services/netbridge/stream/stream_parts.hpp"

namespace berth::netbridge {

/// For the service's main thread.
class NetworkMode {
public:
    virtual ~NetworkMode() = default;

    /// Makes what is missing; safe to repeat. The pid is read in the caller's pid namespace. Words about what
    /// there is now. Throws SystemError or Error.
    virtual base::Result<std::string> prepare(int engine_pid) = 0;
    /// Takes away all that there is of it on this machine; nothing there is good too. Throws as prepare().
    virtual void release() = 0;
    /// An engine is connected, looked up now.
    virtual bool is_there() const = 0;
    virtual v1::NetworkStatus status() const = 0;
    /// An engine runs that this process has not been told to prepare for: it is newer than that engine.
    virtual void adopt(int engine_pid) = 0;
    virtual std::optional<v1::NetworkTraffic> traffic() const = 0;
    /// Streams that are open, for the next process.
    virtual std::vector<StreamParts> give_streams_away() = 0;
};

/// By the setting; the kept descriptors outlive it.
std::unique_ptr<NetworkMode> make_network_mode(const base::Instance& instance,
                                               const settings::v1::Network& settings, service::KeptFds& kept);

} // namespace berth::netbridge
