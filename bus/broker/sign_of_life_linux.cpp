// SPDX-License-Identifier: Apache-2.0
#include "broker/sign_of_life.hpp"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <sys/socket.h>
#include <sys/un.h>

#include "base/error.hpp"

namespace berth::broker {

std::string take_notify_address()
{
    const char* const value = std::getenv("NOTIFY_SOCKET");
    std::string address = value == nullptr ? "" : value;
    ::unsetenv("NOTIFY_SOCKET");
    return address.size() < sizeof(sockaddr_un::sun_path) ? address : "";
}

SignOfLife::SignOfLife(loop::EventLoop& loop, std::string address) : loop_(loop), address_(std::move(address))
{
    if (address_.empty()) {
        return;
    }
    socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket_) {
        throw base::SystemError("making a socket for NOTIFY_SOCKET");
    }
    say();
    timer_ = loop_.add_periodic(kInterval, [this] { say(); });
}

SignOfLife::~SignOfLife()
{
    loop_.remove(timer_);
}

void SignOfLife::say() const
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, address_.data(), address_.size());
    if (address.sun_path[0] == '@') { // how an abstract name is written
        address.sun_path[0] = '\0';
    }
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    constexpr std::string_view kWords = "WATCHDOG=1";
    // Not connected, for a dead guardian's successor has the same address; until it is there this fails.
    (void)::sendto(socket_.get(), kWords.data(), kWords.size(), MSG_NOSIGNAL,
                   reinterpret_cast<const sockaddr*>(&address), length);
}

} // namespace berth::broker
