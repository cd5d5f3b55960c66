// SPDX-License-Identifier: Apache-2.0
// What was last said of each service and of each peer in the engine: since when it is so, and whether a
// status says anything new. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>

#include <google/protobuf/timestamp.pb.h>

#include "berth/bus/v1/supervision.pb.h"

namespace berth::broker {

class StatusBoard {
public:
    /// The status as it is to be published, with `since`; std::nullopt when it says what is known already.
    std::optional<bus::v1::ServiceStatus> update(bus::v1::ServiceStatus status,
                                                 const google::protobuf::Timestamp& now);

    bus::v1::ServiceStatus with_since(bus::v1::ServiceStatus status) const;

    /// Peers in the engine, by address ("netbridge@guest"); berth-init runs them, not the broker.
    const std::map<std::string, bus::v1::ServiceStatus>& guests() const { return guests_; }
    /// False when it was not there.
    bool remove_guest(const std::string& address) { return guests_.erase(address) != 0; }

private:
    std::map<std::string, bus::v1::ServiceStatus> published_;
    std::map<std::string, bus::v1::ServiceStatus> guests_;
};

} // namespace berth::broker
