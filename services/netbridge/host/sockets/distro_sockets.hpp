// SPDX-License-Identifier: Apache-2.0
// Which distros have a docker socket of their own: those whose record wishes for one, whether or not they run
// now, so that a container that has it mounted keeps it while its distro is restarted. Belongs to the bus
// loop.
#pragma once

#include <filesystem>

#include "berth/distro/v1/distro.pb.h"
#include "service/service.hpp"
#include "services/netbridge/host/sockets/api_sockets.hpp"

namespace berth::netbridge {

class DistroSockets {
public:
    /// Follows the distros' states from now on. `sockets` outlives the context's bus.
    DistroSockets(service::Context& context, ApiSockets& sockets);

private:
    void on_distro(const distro::v1::DistroStatus& distro);
    void open(const std::string& name, const distro::v1::SocketOwner& owner);

    service::Context& context_;
    ApiSockets& sockets_;
};

} // namespace berth::netbridge
