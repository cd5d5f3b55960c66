// SPDX-License-Identifier: Apache-2.0
// A network namespace of a test's own.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/linux/namespaces.hpp"

namespace berth::netbridge::test {

/// Lives for as long as a socket of it, an interface's other end, or this.
class NetworkNamespace {
public:
    NetworkNamespace();
    /// On a thread in there; what it throws is thrown here. Sockets that it makes stay in there.
    void run(const std::function<void()>& body) const;
    /// Commands of ip(8), one a line, without "ip".
    void ip(const std::string& commands) const;
    const base::NamespaceFd& get() const { return *fd_; }

private:
    std::optional<base::NamespaceFd> fd_;
};

} // namespace berth::netbridge::test
