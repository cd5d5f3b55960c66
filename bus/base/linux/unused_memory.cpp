// SPDX-License-Identifier: Apache-2.0
#include "base/linux/unused_memory.hpp"

#include <malloc.h>

namespace berth::base {

void return_unused_memory()
{
    (void)::malloc_trim(0); // it tells whether there was any
}

} // namespace berth::base
