// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace berth::base {

/// Raises this process's soft limit of open files to the hard one. Where that is refused there are fewer.
void allow_many_descriptors();

} // namespace berth::base
