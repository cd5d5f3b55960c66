// SPDX-License-Identifier: Apache-2.0
// Where the guarded program says that it lives: the receiving end of sd_notify(3), as much of it as a
// guardian needs. The program sends "WATCHDOG=1" to the address in its environment's NOTIFY_SOCKET, and so
// needs not know whether systemd keeps it or a guardian.
#pragma once

#include <string>

#include "base/unique_fd.hpp"

namespace berth::guardian {

class NotifySocket {
public:
    /// `address`: as in NOTIFY_SOCKET, "@name" of the abstract namespace (of the caller's network namespace);
    /// empty: the kernel chooses one. Throws SystemError.
    explicit NotifySocket(const std::string& address);

    const std::string& address() const { return address_; } ///< for NOTIFY_SOCKET
    int fd() const { return socket_.get(); }                ///< readable when a message is there
    /// Takes all messages that are there. True when one said WATCHDOG=1 and came from a process of the
    /// caller's own user: anybody may send to an abstract address.
    bool take_sign_of_life();

private:
    base::UniqueFd socket_;
    std::string address_;
};

} // namespace berth::guardian
