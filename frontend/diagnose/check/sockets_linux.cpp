// SPDX-License-Identifier: Apache-2.0
// Berth's sockets, looked at and tried.
#include "frontend/diagnose/check/check.hpp"

#include <cerrno>

#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"
#include "frontend/diagnose/check/core/default_link_rules.hpp"
#include "frontend/diagnose/check/core/socket_rules.hpp"
#include "settings/settings.hpp"

namespace berth::diagnose {
namespace {

namespace fs = std::filesystem;
using Kind = ExpectedSocket::Kind;

/// A full queue is a listener that does not accept, and a refusal too.
void try_to_connect(const fs::path& path, Kind kind, SeenSocket& socket)
{
    try {
        const int type = kind == Kind::datagram ? SOCK_DGRAM : SOCK_STREAM;
        (void)base::connect_unix(path, type | SOCK_NONBLOCK);
    } catch (const base::SystemError& error) {
        socket.refusal = error.what();
        socket.is_denied = error.code() == EACCES;
    }
}

SeenSocket look_at(const fs::path& path, const ExpectedSocket& expected)
{
    struct stat seen {};
    if (::lstat(path.c_str(), &seen) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return {};
        }
        throw base::SystemError("looking at " + path.string());
    }
    const bool is_directory = expected.kind == Kind::directory;
    SeenSocket socket{.exists = true,
                      .is_right_kind = is_directory ? S_ISDIR(seen.st_mode) : S_ISSOCK(seen.st_mode),
                      .mode = seen.st_mode & 07777U,
                      .uid = seen.st_uid,
                      .gid = seen.st_gid};
    if (socket.is_right_kind && !is_directory && expected.try_to_connect) {
        try_to_connect(path, expected.kind, socket);
    }
    return socket;
}

std::optional<unsigned> id_of_group(const std::string& name)
{
    const group* const entry = name.empty() ? nullptr : ::getgrnam(name.c_str());
    return entry == nullptr ? std::nullopt : std::optional<unsigned>(entry->gr_gid);
}

Check socket_check(const ExpectedSocket& expected)
{
    return {.id = "sockets." + expected.id,
            .title = expected.title,
            .run =
                [expected](const Scene& scene, Progress& progress) {
                    const fs::path path = scene.instance.run_dir() / expected.path;
                    progress.waits_for("a connection to " + path.string());
                    return judge_socket(expected, look_at(path, expected), id_of_group(expected.group),
                                        path.string(), scene.berth());
                },
            .needs = {.root = expected.id != "docker", .up = true}};
}

Finding look_at_default_link(const Scene& scene, Progress& /*progress*/)
{
    const auto settings = settings::load(scene.instance.settings_file()).sockets();
    std::error_code none;
    return judge_default_link({.is_default_instance = scene.instance.name().empty(),
                               .is_wanted = settings.link_default_socket(),
                               .exists = fs::exists(fs::symlink_status(kDefaultSocket, none)),
                               .leads_to = fs::read_symlink(kDefaultSocket, none).string(),
                               .own_socket = scene.docker_socket().string()},
                              scene.berth());
}

/// Of distros with a docker socket of their own, as netbridge probes them.
Finding look_at_distro_sockets(const Scene& scene, Progress& /*progress*/)
{
    if (!scene.status.network) {
        return skip("netbridge does not answer");
    }
    std::size_t count = 0;
    for (const auto& socket : scene.status.network->sockets()) {
        if (socket.origin() == "host") {
            continue;
        }
        if (!socket.answering()) {
            return fail(
                fmt::format("the socket of distro {} does not answer: {}", socket.origin(), socket.why()),
                scene.berth() + " distro integrate " + socket.origin() + " on");
        }
        ++count;
    }
    return pass(fmt::format("{} distros have a docker socket of their own", count));
}

} // namespace

std::vector<Check> socket_checks()
{
    std::vector<Check> checks;
    for (const ExpectedSocket& expected : expected_sockets()) {
        checks.push_back(socket_check(expected));
    }
    checks.push_back({.id = "sockets.default_link",
                      .title = "/var/run/docker.sock leads to berth",
                      .run = look_at_default_link,
                      .needs = {.up = true}});
    checks.push_back({.id = "sockets.distros",
                      .title = "the docker sockets of distros answer",
                      .run = look_at_distro_sockets,
                      .needs = {.berth = true, .check = "api.ping"}});
    return checks;
}

} // namespace berth::diagnose
