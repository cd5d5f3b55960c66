// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/engine_ns/kernel_settings.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::lifecycle {
namespace {

struct Limit {
    __rlimit_resource resource;
    rlim_t wanted;
};

constexpr rlim_t kOpenFiles = 1048576; // what Docker's own service unit and desktop engines give
constexpr std::array<Limit, 4> kLimits{{
    {RLIMIT_NOFILE, kOpenFiles},
    {RLIMIT_NPROC, RLIM_INFINITY},
    {RLIMIT_CORE, RLIM_INFINITY},
    {RLIMIT_MEMLOCK, RLIM_INFINITY},
}};

/// RLIM_INFINITY is the largest rlim_t, so limits compare as numbers.
void raise_limit(const Limit& limit)
{
    rlimit present{};
    if (::getrlimit(limit.resource, &present) != 0) {
        return; // a resource that this kernel does not know
    }
    const rlimit raised{limit.wanted, std::max(limit.wanted, present.rlim_max)};
    if (::setrlimit(limit.resource, &raised) != 0) { // without CAP_SYS_RESOURCE: as far as the hard limit
        const rlimit up_to_hard{std::min(limit.wanted, present.rlim_max), present.rlim_max};
        (void)::setrlimit(limit.resource, &up_to_hard); // the present limit will have to do
    }
}

struct Sysctl {
    const char* path;
    const char* value;
    bool required;
};

constexpr std::array<Sysctl, 7> kSysctls{{
    {"/proc/sys/net/ipv4/ip_forward", "1", true},
    {"/proc/sys/net/ipv6/conf/all/forwarding", "1", false},
    {"/proc/sys/net/ipv6/conf/default/forwarding", "1", false},
    {"/proc/sys/net/bridge/bridge-nf-call-iptables", "1", false},
    {"/proc/sys/net/bridge/bridge-nf-call-ip6tables", "1", false},
    // Newer dockerd binds the address of a published port itself, also one that only the host has.
    {"/proc/sys/net/ipv4/ip_nonlocal_bind", "1", false},
    {"/proc/sys/net/ipv6/ip_nonlocal_bind", "1", false},
}};

} // namespace

void raise_limits()
{
    std::for_each(kLimits.begin(), kLimits.end(), raise_limit);
}

void set_hostname(const std::string& hostname)
{
    if (::sethostname(hostname.c_str(), hostname.size()) != 0) {
        throw base::SystemError("setting the engine's host name to " + hostname);
    }
}

void bring_loopback_up()
{
    const base::UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    std::strncpy(request.ifr_name, "lo", IFNAMSIZ - 1);
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    if (!socket || ::ioctl(socket.get(), SIOCSIFFLAGS, &request) != 0) {
        throw base::SystemError("bringing up the engine's loopback interface");
    }
}

void apply_sysctls()
{
    for (const Sysctl& sysctl : kSysctls) {
        if (sysctl.required || std::filesystem::exists(sysctl.path)) {
            base::write_existing(sysctl.path, sysctl.value);
        }
    }
}

} // namespace berth::lifecycle
