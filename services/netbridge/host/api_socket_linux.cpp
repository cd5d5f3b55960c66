// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/api_socket.hpp"

#include <grp.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"

namespace berth::netbridge {

base::UniqueFd listen_for_docker_clients(const std::filesystem::path& path)
{
    constexpr mode_t kOwnerAndGroup = 0660;
    base::UniqueFd fd = base::listen_unix(path, kOwnerAndGroup);
    if (const group* docker = ::getgrnam("docker"); docker != nullptr) {
        if (::chown(path.c_str(), 0, docker->gr_gid) != 0) {
            throw base::SystemError("giving " + path.string() + " to group docker");
        }
    }
    return fd;
}

void allow_many_descriptors()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)::setrlimit(RLIMIT_NOFILE,
                          &limit); // then fewer connections at once; accepting waits for a free one
    }
}

} // namespace berth::netbridge
