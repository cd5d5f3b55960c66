// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/socket_rules.hpp"

#include <fmt/format.h>

namespace berth::diagnose {
namespace {

using Kind = ExpectedSocket::Kind;

constexpr unsigned kOwnersNeed = 0600;
constexpr unsigned kOthersBits = 0077;
constexpr unsigned kAllBits = 07777;

unsigned wanted_mode(const ExpectedSocket& expected, bool has_group)
{
    return has_group && expected.group_mode != 0 ? expected.group_mode : expected.mode;
}

std::string restart_command(const ExpectedSocket& expected, const std::string& berth)
{
    return expected.service.empty() ? berth + " restart" : berth + " service restart " + expected.service;
}

constexpr bool lets_in_as(unsigned bits, unsigned mode)
{
    return (bits & kOthersBits) == (mode & kOthersBits) && (bits & kOwnersNeed) == kOwnersNeed;
}

/// Of what is made differently where the machine has the group: made before it had.
bool is_older_than_group(const ExpectedSocket& expected, const SeenSocket& seen, bool has_group)
{
    return has_group && expected.group_mode != 0 && seen.uid == 0 && seen.gid == 0 &&
           lets_in_as(seen.mode & kAllBits, expected.mode);
}

/// The socket gets its group when it is made.
std::string how_to_be_let_in(const ExpectedSocket& expected, bool has_group, const std::string& berth)
{
    const std::string join = "sudo usermod -aG " + expected.group + " $USER, and log in anew";
    return has_group ? "become a member of its group: " + join
                     : "make the group and become a member: sudo groupadd --system " + expected.group +
                           " && sudo " + restart_command(expected, berth) + " && " + join;
}

/// Nothing when mode and owner are as they shall be.
std::optional<Finding> judge_access(const ExpectedSocket& expected, const SeenSocket& seen, unsigned gid,
                                    bool has_group, const std::string& path)
{
    const unsigned mode = wanted_mode(expected, has_group);
    const unsigned bits = seen.mode & kAllBits;
    if (!lets_in_as(bits, mode)) {
        return fail(fmt::format("{} has mode {:04o}, not {:04o}", path, bits, mode),
                    fmt::format("chmod {:04o} {}", mode, path));
    }
    if (seen.uid != 0 || seen.gid != gid) {
        return fail(
            fmt::format("{} belongs to user {} and group {}, not to 0 and {}", path, seen.uid, seen.gid, gid),
            fmt::format("chown 0:{} {}", gid, path));
    }
    return std::nullopt;
}

} // namespace

const std::vector<ExpectedSocket>& expected_sockets()
{
    static const std::vector<ExpectedSocket> kSockets{
        {.id = "bus_directory",
         .title = "the bus's directory is closed to others",
         .path = "bus",
         .mode = 0700,
         .group = "berth",
         .group_mode = 0710,
         .kind = Kind::directory},
        {.id = "tunnel_directory",
         .title = "the tunnel's directory is closed to others",
         .path = "tunnel",
         .mode = 0700,
         .kind = Kind::directory},
        {.id = "bus_commands", .title = "the bus takes commands", .path = "bus/commands.sock"},
        {.id = "bus_queries",
         .title = "the bus takes questions",
         .path = "bus/queries.sock",
         .group = "berth",
         .group_mode = 0660},
        {.id = "bus_events_in", .title = "the bus takes events", .path = "bus/events-in.sock"},
        {.id = "bus_events_out",
         .title = "the bus hands out events",
         .path = "bus/events-out.sock",
         .group = "berth",
         .group_mode = 0660},
        {.id = "docker",
         .title = "the docker socket",
         .path = "docker.sock",
         .mode = 0660,
         .group = "docker",
         .service = "netbridge"},
        {.id = "ports",
         .title = "published ports are taken",
         .path = "netbridge/ports.sock",
         .service = "netbridge"},
        {.id = "log",
         .title = "log records are taken",
         .path = "log.sock",
         .kind = Kind::datagram,
         .service = "diagnostics"},
        {.id = "log_query",
         .title = "the log can be read",
         .path = "log-query.sock",
         .service = "diagnostics"},
        {.id = "log_ship",
         .title = "the engine's log records are taken",
         .path = "log-ship.sock",
         .service = "diagnostics"},
        {.id = "tunnel", .title = "the tunnel's host end", .path = "tunnel/host.sock", .service = "tunnel"},
        // A second connection would take the place of lifecycle's.
        {.id = "tunnel_init",
         .title = "the engine's first process can be reached",
         .path = "tunnel/init.sock",
         .try_to_connect = false},
        {.id = "tunnel_dial",
         .title = "the engine's sockets can be dialled",
         .path = "tunnel/netbridge.sock"},
        {.id = "tunnel_paths",
         .title = "the engine answers questions about paths",
         .path = "tunnel/paths.sock"},
    };
    return kSockets;
}

Finding judge_socket(const ExpectedSocket& expected, const SeenSocket& seen, std::optional<unsigned> group_id,
                     const std::string& path, const std::string& berth)
{
    const std::string restart = restart_command(expected, berth);
    if (!seen.exists) {
        return fail(path + " does not exist", "make it anew: " + restart);
    }
    if (!seen.is_right_kind) {
        return fail(path + (expected.kind == Kind::directory ? " is no directory" : " is no socket"),
                    "remove it, then: " + restart);
    }
    const bool has_group = group_id.has_value() && !expected.group.empty();
    if (is_older_than_group(expected, seen, has_group)) {
        return warn(path + " was made before the machine had the group " + expected.group +
                        ": its members are not let in",
                    restart);
    }
    if (auto wrong = judge_access(expected, seen, has_group ? *group_id : 0, has_group, path)) {
        return *wrong;
    }
    if (seen.is_denied) {
        return fail(seen.refusal, how_to_be_let_in(expected, has_group, berth));
    }
    if (!seen.refusal.empty()) {
        return fail(seen.refusal, "see why nobody listens: " + berth + " status; then: " + restart);
    }
    const bool was_tried = expected.kind != Kind::directory && expected.try_to_connect;
    return pass(fmt::format("{} {:04o} {}:{}{}", path, seen.mode & kAllBits, seen.uid, seen.gid,
                            was_tried ? ", takes connections" : ""));
}

} // namespace berth::diagnose
