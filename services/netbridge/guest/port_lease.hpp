// SPDX-License-Identifier: Apache-2.0
// One connection to netbridge that holds one published port (ports.proto). Blocking, with deadlines.
#pragma once

#include <optional>
#include <string>

#include "base/unique_fd.hpp"
#include "services/netbridge/core/port_arguments.hpp"

namespace berth::netbridge {

class PortLease {
public:
    /// `tunnel` is the tunnel's socket in the engine's mount namespace. Nothing is connected yet.
    explicit PortLease(std::string tunnel) : tunnel_(std::move(tunnel)) {}

    struct Refusal {
        std::string why;
        bool is_final = false; ///< netbridge said no; else it could not be asked
    };
    /// Connects and registers; std::nullopt when the host listens.
    std::optional<Refusal> publish(const PortArguments& port);

    /// The container has ended: the host closes the listener at once.
    void withdraw() noexcept;

    int fd() const { return stream_.get(); } ///< readable once the connection is lost

private:
    std::string tunnel_;
    base::UniqueFd stream_;
};

} // namespace berth::netbridge
