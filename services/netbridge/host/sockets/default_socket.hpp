// SPDX-License-Identifier: Apache-2.0
// /var/run/docker.sock as a link to our own socket: where programs that know no contexts look.
#pragma once

#include <filesystem>
#include <string>

namespace berth::netbridge {

class DefaultSocket {
public:
    /// Paths in the host's mount namespace.
    DefaultSocket(std::filesystem::path link, std::filesystem::path socket)
        : link_(std::move(link)), socket_(std::move(socket))
    {}

    /// Links where there is nothing. Empty when the link is ours now, else who has the path.
    std::string claim() const;
    /// Removes the link only if it is still ours.
    void remove() const;
    bool is_ours() const;

private:
    std::filesystem::path link_;
    std::filesystem::path socket_;
};

} // namespace berth::netbridge
