// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/gate/gate_board.hpp"

#include <fmt/format.h>
#include <google/protobuf/util/message_differencer.h>

namespace berth::netbridge {

using distro::v1::DistroStatus;
using google::protobuf::util::MessageDifferencer;

namespace {

v1::StartGateChanged to_message(const StartGate::Report& report)
{
    v1::StartGateChanged message;
    for (const WaitingContainer& container : report.waiting) {
        v1::WaitingContainer& waiting = *message.add_waiting();
        waiting.set_id(container.id);
        waiting.set_name(container.name);
        for (const std::string& distro : container.distros) {
            waiting.add_distros(distro);
        }
    }
    return message;
}

} // namespace

GateBoard::GateBoard(service::Context& context, Gate gate) : context_(context), gate_(std::move(gate))
{
    context_.bus().on_event<distro::v1::DistroStateChanged>(
        "host.distro.distro.", [this](const std::string&, const distro::v1::DistroStateChanged& event) {
            on_distro(event.distro());
        });
    context_.bus().publish_state("host.netbridge.gate", state_);
}

void GateBoard::on_distro(const DistroStatus& distro)
{
    const bool is_attached = distro.state() == DistroStatus::STATE_ATTACHED;
    if (is_attached || distro.state() == DistroStatus::STATE_REMOVED) {
        away_.erase(distro.name());
    } else {
        away_.insert(distro.name());
    }
    const bool changed =
        is_attached ? attached_.insert(distro.name()).second : attached_.erase(distro.name()) != 0;
    if (!changed) {
        return;
    }
    gate_.set_attached(attached_);
    if (answering_) {
        gate_.look();
    }
}

void GateBoard::engine_answers(bool answers)
{
    const bool has_begun = answers && !answering_;
    answering_ = answers;
    if (has_begun) {
        gate_.engine_began();
    }
    if (has_begun || (answers && (has_left_behind_ || !away_.empty() || state_.waiting_size() != 0))) {
        gate_.look();
    }
}

void GateBoard::on_report(const StartGate::Report& report)
{
    for (const std::string& name : report.started) {
        context_.log().info("started container {}, which had waited", name);
    }
    const std::string failure = fmt::format("{}", fmt::join(report.failures, "; "));
    if (!failure.empty() && failure != failure_) {
        context_.log().warn("containers that wait to be started: {}", failure);
    }
    failure_ = failure;
    has_left_behind_ = !report.left_behind.empty() || (has_left_behind_ && !failure.empty());
    v1::StartGateChanged now = to_message(report);
    if (!failure.empty() && report.waiting.empty()) {
        return; // nothing was learned
    }
    if (!MessageDifferencer::Equals(now, state_)) {
        for (const v1::WaitingContainer& container : now.waiting()) {
            context_.log().info("container {} waits for distro {}", container.name(),
                                fmt::join(container.distros(), ", "));
        }
        state_ = std::move(now);
        context_.bus().publish_state("host.netbridge.gate", state_);
    }
}

} // namespace berth::netbridge
