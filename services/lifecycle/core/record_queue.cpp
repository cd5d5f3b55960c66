// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/record_queue.hpp"

namespace berth::lifecycle {

void RecordQueue::push(std::string record)
{
    bytes_ += record.size();
    records_.push_back(std::move(record));
    while (bytes_ > limit_bytes_ && records_.size() > 1) {
        pop();
        ++lost_;
    }
}

void RecordQueue::pop()
{
    bytes_ -= records_.front().size();
    records_.pop_front();
}

} // namespace berth::lifecycle
