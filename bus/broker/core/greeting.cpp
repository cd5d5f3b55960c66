// SPDX-License-Identifier: Apache-2.0
#include "broker/core/greeting.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include "broker/core/sessions.hpp"
#include "broker/core/shown.hpp"
#include "wire/limits.hpp"

namespace berth::broker {

Greeting greet(const std::string& peer, const bus::v1::Hello& hello)
{
    using google::protobuf::util::TimeUtil;
    // Features that this broker knows by name would be accepted here; there are none in version 1.0.
    Greeting greeting;
    greeting.welcome.set_protocol_minor(std::min(hello.protocol_minor(), wire::kProtocolMinor));
    *greeting.welcome.mutable_quiet_after() = TimeUtil::MillisecondsToDuration(kQuietAfter.count());
    *greeting.welcome.mutable_gone_after() = TimeUtil::MillisecondsToDuration(kGoneAfter.count());
    if (hello.protocol_major() != wire::kProtocolMajor) {
        bus::v1::Status status;
        status.set_code(bus::v1::STATUS_CODE_UNSUPPORTED);
        status.set_message(fmt::format("{} {} speaks bus protocol {}, this broker {}", shown(peer),
                                       shown(hello.build()), hello.protocol_major(), wire::kProtocolMajor));
        status.set_hint("`berth restart` after an update puts all of berth on one version");
        greeting.refusal = status;
    }
    return greeting;
}

} // namespace berth::broker
