// SPDX-License-Identifier: Apache-2.0
// Who is on the commands socket and when it was last heard of. Three time-outs: quiet -> probe it with a
// Ping, silent -> it has not answered that, and is shown so; gone -> it counts as dead. Pure.
//
// Whoever does not look cannot hear: after a time in which the broker itself stood still (it was stopped, or
// the machine was suspended), nobody has been silent for that long.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "berth/bus/v1/envelope.pb.h"
#include "wire/limits.hpp"

namespace berth::broker {

constexpr std::chrono::milliseconds kQuietAfter{2000};
constexpr std::chrono::milliseconds kSilentAfter{2600};
constexpr std::chrono::milliseconds kGoneAfter{10000};
constexpr std::chrono::milliseconds kStoodStill{2000}; ///< between two looks; they are made far more often

class Sessions {
public:
    using Time = std::chrono::steady_clock::time_point;

    struct Due {
        std::vector<std::string> to_probe;
        std::vector<bus::v1::Sender> silent; ///< told once, until it is heard again
        std::vector<bus::v1::Sender> gone;   ///< taken out
    };

    /// False when there are too many peers. A known address is replaced: the peer restarted or reconnected.
    bool hello(const std::string& address, const bus::v1::Sender& peer, Time now)
    {
        if (peers_.count(address) == 0 && peers_.size() >= wire::kMaxPeers) {
            return false;
        }
        if (!last_look_) {
            last_look_ = now;
        }
        peers_[address] = Peer{.sender = peer, .heard = now, .probed = now};
        return true;
    }

    void heard(const std::string& address, Time now)
    {
        if (const auto found = peers_.find(address); found != peers_.end()) {
            found->second.heard = now;
            found->second.silent = false;
        }
    }

    /// The peer that was known at this address.
    std::optional<bus::v1::Sender> goodbye(const std::string& address)
    {
        const auto found = peers_.find(address);
        if (found == peers_.end()) {
            return std::nullopt;
        }
        const bus::v1::Sender peer = found->second.sender;
        peers_.erase(found);
        return peer;
    }

    bool knows(const std::string& address) const { return peers_.count(address) != 0; }

    Due due(Time now)
    {
        Due result;
        excuse_after_absence(now);
        for (auto it = peers_.begin(); it != peers_.end();) {
            Peer& peer = it->second;
            if (now - peer.heard >= kGoneAfter) {
                result.gone.push_back(peer.sender);
                it = peers_.erase(it);
                continue;
            }
            if (now - peer.heard >= kQuietAfter && now - peer.probed >= kQuietAfter) {
                peer.probed = now;
                result.to_probe.push_back(it->first);
            }
            if (now - peer.heard >= kSilentAfter && !peer.silent) {
                peer.silent = true;
                result.silent.push_back(peer.sender);
            }
            ++it;
        }
        return result;
    }

private:
    struct Peer {
        bus::v1::Sender sender;
        Time heard;
        Time probed;
        bool silent = false;
    };

    void excuse_after_absence(Time now)
    {
        if (last_look_ && now - *last_look_ > kStoodStill) {
            for (auto& [address, peer] : peers_) {
                peer.heard = std::min(now, peer.heard + (now - *last_look_));
                peer.probed = std::min(now, peer.probed + (now - *last_look_));
            }
        }
        last_look_ = now;
    }

    std::optional<Time> last_look_;
    std::map<std::string, Peer> peers_; ///< by address
};

} // namespace berth::broker
