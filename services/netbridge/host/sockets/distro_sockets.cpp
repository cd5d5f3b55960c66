// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/sockets/distro_sockets.hpp"

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::netbridge {

DistroSockets::DistroSockets(service::Context& context, ApiSockets& sockets)
    : context_(context), sockets_(sockets)
{
    context_.bus().on_event<distro::v1::DistroStateChanged>(
        "host.distro.distro.", [this](const std::string&, const distro::v1::DistroStateChanged& event) {
            on_distro(event.distro());
        });
}

void DistroSockets::on_distro(const distro::v1::DistroStatus& distro)
{
    if (!distro.has_record() && distro.state() != distro::v1::DistroStatus::STATE_REMOVED) {
        return; // the machine itself, or one that is being made
    }
    const distro::v1::IntegrationRecord& integration = distro.record().integration();
    if (!integration.wished() || !integration.has_socket_owner()) {
        sockets_.close(distro.name());
        return;
    }
    try {
        open(distro.name(), integration.socket_owner());
    } catch (const base::Error& error) {
        context_.log().error("distro {} has no docker socket: {}; {}", distro.name(), error.what(),
                             error.hint());
    }
}

/// The directory is the distro's share, which its service makes, too: whoever comes first.
void DistroSockets::open(const std::string& name, const distro::v1::SocketOwner& owner)
{
    const std::filesystem::path shares = context_.instance().run_dir() / "shares";
    base::make_directories(shares, 0700);
    base::make_directories(shares / name, 0755);
    sockets_.open(name, shares / name / "docker.sock", {.uid = owner.uid(), .gid = owner.gid()});
}

} // namespace berth::netbridge
