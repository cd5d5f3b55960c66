// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace berth::base {

/// Raises this process's soft limit of open files to the hard one. Where that is refused there are fewer.
void allow_many_descriptors();

/// The soft limit now.
std::size_t descriptor_limit();

} // namespace berth::base
