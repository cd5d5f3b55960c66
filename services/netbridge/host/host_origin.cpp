// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/host_origin.hpp"

#include "services/netbridge/core/paths/distro_origin.hpp"

namespace berth::netbridge {
namespace {

constexpr const char* kHost = "host";

std::optional<std::string> read_link(const std::string& path)
{
    std::error_code none;
    const auto target = std::filesystem::read_symlink(path, none);
    return none ? std::nullopt : std::optional(target.string());
}

} // namespace

std::shared_ptr<const Origin> make_host_origin(const std::filesystem::path& api_socket,
                                               IsAttached is_attached)
{
    // The engine would follow absolute links from its own root.
    std::error_code unknown;
    const auto directory = std::filesystem::weakly_canonical(api_socket.parent_path(), unknown);
    const auto real = (unknown ? api_socket.parent_path() : directory) / api_socket.filename();
    return std::make_shared<DistroOrigin>(
        kHost,
        EngineView{
            .is_attached = [is_attached = std::move(is_attached)](
                               const std::string& distro) { return distro == kHost || is_attached(distro); },
            .read_link =
                [](const std::string& distro, const std::string& path) {
                    return distro == kHost ? read_link(path) : std::nullopt;
                },
            .docker_socket = to_engine_path({.distro = kHost, .path = clean_path(real.string())}),
        });
}

} // namespace berth::netbridge
