// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/ports/port_owner.hpp"

#include <filesystem>
#include <set>
#include <system_error>

#include "base/files.hpp"
#include "services/netbridge/core/listening_sockets.hpp"

namespace berth::netbridge {
namespace {

namespace fs = std::filesystem;

/// What the links of /proc/PID/fd say for the sockets that have the port.
std::set<std::string> links_of_owners(Transport transport, std::uint16_t port)
{
    std::set<std::string> links;
    for (const char* version : {"", "6"}) {
        const std::string table = std::string("/proc/thread-self/net/") + to_text(transport) + version;
        const auto text = base::read_file(table);
        for (const ListeningSocket& socket :
             text ? parse_listening_sockets(*text, transport) : std::vector<ListeningSocket>{}) {
            if (socket.port == port) {
                links.insert("socket:[" + std::to_string(socket.inode) + "]");
            }
        }
    }
    return links;
}

bool holds_one_of(const fs::path& process, const std::set<std::string>& links)
{
    std::error_code gone; // processes end while we look
    for (const auto& entry : fs::directory_iterator(process / "fd", gone)) {
        if (links.contains(fs::read_symlink(entry.path(), gone).string())) {
            return true;
        }
    }
    return false;
}

} // namespace

std::string describe_port_owner(Transport transport, std::uint16_t port)
{
    const std::set<std::string> links = links_of_owners(transport, port);
    std::error_code gone;
    for (const auto& entry : fs::directory_iterator("/proc", gone)) {
        const std::string pid = entry.path().filename();
        const bool is_process = pid.find_first_not_of("0123456789") == std::string::npos;
        if (!links.empty() && is_process && holds_one_of(entry.path(), links)) {
            const auto comm = base::read_file(entry.path() / "comm");
            std::string name = comm ? *comm : "a process";
            name.erase(name.find_last_not_of('\n') + 1);
            return name + " (pid " + pid + ")";
        }
    }
    return "";
}

} // namespace berth::netbridge
