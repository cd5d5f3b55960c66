// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/sockets/default_socket.hpp"

#include <system_error>

namespace berth::netbridge {

namespace fs = std::filesystem;

bool DefaultSocket::is_ours() const
{
    std::error_code none;
    return fs::read_symlink(link_, none) == socket_ && !none;
}

std::string DefaultSocket::claim() const
{
    if (is_ours()) {
        return "";
    }
    std::error_code error;
    const fs::file_status status = fs::symlink_status(link_, error);
    if (fs::is_symlink(status)) { // also one that leads nowhere: its owner may only be stopped
        return link_.string() + " leads to " + fs::read_symlink(link_, error).string();
    }
    if (fs::exists(status)) {
        return link_.string() + " belongs to another engine";
    }
    fs::create_symlink(socket_, link_, error);
    return error ? "linking " + link_.string() + ": " + error.message() : "";
}

void DefaultSocket::remove() const
{
    if (is_ours()) {
        std::error_code ignored; // a link that leads nowhere is claimed anew at the next start
        fs::remove(link_, ignored);
    }
}

} // namespace berth::netbridge
