// SPDX-License-Identifier: Apache-2.0
#include "base/linux/descriptor_limit.hpp"

#include <sys/resource.h>

namespace berth::base {

void allow_many_descriptors()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

} // namespace berth::base
