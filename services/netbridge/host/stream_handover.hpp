// SPDX-License-Identifier: Apache-2.0
// Open streams on their way from one netbridge process to the next, by the broker's store of descriptors.
#pragma once

#include <vector>

#include "service/kept_fds.hpp"
#include "services/netbridge/stream/stream_parts.hpp"

namespace berth::netbridge {

void hand_over(service::KeptFds& kept, const std::vector<StreamParts>& streams);

/// What the earlier process has handed over. They are the store's no more: a stream that ends here has to
/// end.
std::vector<StreamParts> take_over(service::KeptFds& kept);

} // namespace berth::netbridge
