// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/isolation/host_side.hpp"

#include <array>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "base/linux/namespaces.hpp"
#include "base/scope_exit.hpp"

namespace berth::diagnose {
namespace {

template <class Address>
LoopbackListener listen_at(Address address)
{
    LoopbackListener listener{.fd = base::UniqueFd(::socket(reinterpret_cast<sockaddr&>(address).sa_family,
                                                            SOCK_STREAM | SOCK_CLOEXEC, 0))};
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (!listener.fd || ::bind(listener.fd.get(), generic, size) != 0 ||
        ::listen(listener.fd.get(), SOMAXCONN) != 0 ||
        ::getsockname(listener.fd.get(), generic, &size) != 0) {
        return {}; // e.g. a kernel without IPv6
    }
    if constexpr (std::is_same_v<Address, sockaddr_in>) {
        listener.port = ntohs(address.sin_port);
    } else {
        listener.port = ntohs(address.sin6_port);
    }
    return listener;
}

/// Empty for what is no address to try.
std::string text_of(const ifaddrs& entry)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (entry.ifa_addr == nullptr || (entry.ifa_flags & IFF_LOOPBACK) != 0) {
        return {};
    }
    if (entry.ifa_addr->sa_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(*entry.ifa_addr);
        (void)::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size()); // has room
    } else if (entry.ifa_addr->sa_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(*entry.ifa_addr);
        if (IN6_IS_ADDR_LINKLOCAL(&v6.sin6_addr)) {
            return {};
        }
        (void)::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    }
    return text.data();
}

} // namespace

LoopbackListener listen_on_loopback_v4()
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return listen_at(address);
}

LoopbackListener listen_on_loopback_v6()
{
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    return listen_at(address);
}

std::vector<std::string> addresses_of(int host_pid)
{
    const base::NamespaceFd target(host_pid, "net");
    const base::EnteredNamespace inside(target, "net"); // this thread's alone
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) {
        throw base::SystemError("reading the engine's addresses");
    }
    const base::ScopeExit free_list([list] { ::freeifaddrs(list); });
    std::vector<std::string> addresses;
    for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
        if (std::string text = text_of(*entry); !text.empty()) {
            addresses.push_back(std::move(text));
        }
    }
    return addresses;
}

} // namespace berth::diagnose
