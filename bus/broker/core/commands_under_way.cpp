// SPDX-License-Identifier: Apache-2.0
#include "broker/core/commands_under_way.hpp"

#include <algorithm>

namespace berth::broker {

void CommandsUnderWay::delivered(const bus::v1::Envelope& command)
{
    if (commands_.size() >= kMax) {
        commands_.pop_front();
    }
    commands_.push_back({delivered_++, command});
}

void CommandsUnderWay::answered(const std::string& by, const std::string& command_id)
{
    // From the youngest: most are answered at once.
    const auto found = std::find_if(commands_.rbegin(), commands_.rend(), [&](const Command& each) {
        return each.envelope.id() == command_id && each.envelope.target() == by;
    });
    if (found != commands_.rend()) {
        commands_.erase(std::next(found).base());
    }
}

std::vector<bus::v1::Envelope> CommandsUnderWay::take(const std::string& peer, std::uint64_t mark)
{
    std::vector<bus::v1::Envelope> taken;
    std::erase_if(commands_, [&](const Command& each) {
        const bool is_its = each.envelope.target() == peer && each.number < mark;
        if (is_its) {
            taken.push_back(each.envelope);
        }
        return is_its;
    });
    return taken;
}

} // namespace berth::broker
