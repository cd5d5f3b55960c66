// SPDX-License-Identifier: Apache-2.0
#include "broker/event_hub.hpp"

#include "wire/zmq_frames.hpp"

namespace berth::broker {
namespace {

/// Then it is the turn of who waits for something else; the loop comes back for what is left.
constexpr int kEventsAtOnce = 1000;
/// So many of a turn are taken for events that came one by one, with a block of ZeroMQ's for each: 10000 of
/// them in the queue of a subscriber that does not read would hold 80 MiB. Those after them share theirs, and
/// so do all while events come in bursts: then the turn before had more.
constexpr int kAlone = 4;

} // namespace

EventHub::EventHub(loop::EventLoop& loop, zmq::context_t& context, const std::string& in,
                   const std::string& out)
    : loop_(loop), in_(context, zmq::socket_type::xsub), out_(context, zmq::socket_type::xpub)
{
    in_.set(zmq::sockopt::linger, 0);
    in_.set(zmq::sockopt::maxmsgsize, wire::kMaxPartBytes);
    in_.set(zmq::sockopt::rcvhwm, wire::kMaxQueuedMessages);
    in_.bind(in);
    const char everything = '\1';
    in_.send(zmq::buffer(&everything, 1), zmq::send_flags::none);
    out_.set(zmq::sockopt::linger, 0);
    out_.set(zmq::sockopt::maxmsgsize,
             static_cast<std::int64_t>(wire::kMaxTopicBytes) + 1); // of a subscription
    out_.set(zmq::sockopt::sndhwm, wire::kMaxQueuedMessages);
    out_.set(zmq::sockopt::xpub_verbose,
             1); // every subscriber's subscription is seen, not only a prefix's first
    out_.bind(out);
    in_registration_ = loop_.add_socket(in_, [this] { read_events(); });
    out_registration_ = loop_.add_socket(out_, [this] { read_subscriptions(); });
}

EventHub::~EventHub()
{
    loop_.remove(in_registration_);
    loop_.remove(out_registration_);
}

void EventHub::hold(std::chrono::milliseconds time)
{
    loop_.remove(in_registration_);
    in_registration_ = loop_.add_timer(
        time, [this] { in_registration_ = loop_.add_socket(in_, [this] { read_events(); }); });
}

void EventHub::publish(const wire::Frame& event)
{
    states_.remember(event);
    (void)wire::send_frame(out_, event);
}

/// They go on as they came: what they say is looked at, and written anew by nobody.
void EventHub::read_events()
{
    wire::Parts parts;
    const bool one_by_one = last_turn_ <= kAlone;
    int count = 0;
    for (; count < kEventsAtOnce && parts.receive(in_); ++count) {
        const std::optional<wire::EventHead> head = parts.head();
        if (!head) {
            continue; // malformed ones go no further
        }
        if (head->state) {
            const base::Result<wire::Frame> event = parts.frame();
            if (!event) {
                continue;
            }
            states_.remember(*event);
        }
        if (one_by_one && count < kAlone) {
            parts.leave_blocks();
        }
        (void)parts.send(out_);
    }
    last_turn_ = count;
}

void EventHub::read_subscriptions()
{
    zmq::message_t message;
    while (out_.recv(message, zmq::recv_flags::dontwait)) {
        const std::string_view text = message.to_string_view();
        if (text.empty() || text.front() != '\1') {
            continue;
        }
        states_.for_each(text.substr(1),
                         [this](const wire::Frame& state) { (void)wire::send_frame(out_, state); });
    }
}

} // namespace berth::broker
