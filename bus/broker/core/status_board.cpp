// SPDX-License-Identifier: Apache-2.0
#include "broker/core/status_board.hpp"

#include <google/protobuf/util/message_differencer.h>

namespace berth::broker {

using bus::v1::ServiceStatus;

std::optional<ServiceStatus> StatusBoard::update(ServiceStatus status, const google::protobuf::Timestamp& now)
{
    ServiceStatus& last = published_[status.name()];
    *status.mutable_since() = last.run() == status.run() ? last.since() : now;
    if (google::protobuf::util::MessageDifferencer::Equals(last, status)) {
        return std::nullopt;
    }
    last = status;
    const bool is_guest = status.name().find('@') != std::string::npos;
    if (is_guest && status.run() != ServiceStatus::RUN_STOPPED) {
        guests_[status.name()] = status;
    }
    return status;
}

ServiceStatus StatusBoard::with_since(ServiceStatus status) const
{
    if (const auto found = published_.find(status.name()); found != published_.end()) {
        *status.mutable_since() = found->second.since();
    }
    return status;
}

} // namespace berth::broker
