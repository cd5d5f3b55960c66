// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/guest/shipper.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <poll.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "wire/length_frames.hpp"

namespace berth::diagnostics {

Shipper::Shipper(loop::EventLoop& loop, tunnel::Target host, logging::Origin self, std::size_t queue_bytes)
    : loop_(loop), host_(std::move(host)), self_(std::move(self)), queue_(queue_bytes)
{
    dial();
}

Shipper::~Shipper()
{
    if (stream_) {
        send(); // what fits; nobody waits
    }
    forget_registrations();
}

void Shipper::ship(std::string record)
{
    queue_.push(std::move(record));
    if (stream_ && writable_ == 0) {
        send();
    }
}

void Shipper::dial()
{
    forget_registrations();
    try {
        dial_.emplace(host_);
    } catch (const base::Error& error) {
        away(error.what());
        return;
    }
    timer_ =
        loop_.add_timer(tunnel::kDialDeadline, [this] { away(to_text(host_) + " did not answer in time"); });
    on_dial();
}

void Shipper::on_dial()
{
    switch (const tunnel::Dial::State state = dial_->advance()) {
    case tunnel::Dial::State::connected:
        connect(dial_->take());
        return;
    case tunnel::Dial::State::failed:
        away(dial_->why());
        return;
    case tunnel::Dial::State::busy:
    case tunnel::Dial::State::waiting:
        watch_dial(state);
        return;
    }
}

void Shipper::watch_dial(tunnel::Dial::State state)
{
    loop_.remove(std::exchange(readable_, 0));
    readable_ = state == tunnel::Dial::State::busy
                    ? loop_.add_timer(tunnel::kBusyRetry, [this] { on_dial(); })
                    : loop_.add_fd(dial_->fd(), dial_->wanted_events(), [this] { on_dial(); });
}

void Shipper::connect(base::UniqueFd stream)
{
    forget_registrations();
    dial_.reset();
    stream_ = std::move(stream);
    retry_ = kFirstRetry;
    why_away_.clear();
    readable_ = loop_.add_fd(stream_.get(), POLLIN, [this] { on_readable(); });
    send();
}

void Shipper::away(std::string why)
{
    forget_registrations();
    dial_.reset();
    stream_.reset();
    why_away_ = std::move(why);
    sent_ = 0; // a frame that was cut is sent anew
    timer_ = loop_.add_timer(retry_, [this] { dial(); });
    retry_ = std::min(retry_ * 2, kMaxRetry);
}

void Shipper::send()
{
    while (sent_ < frame_.size() || next_frame()) {
        const ssize_t put =
            ::send(stream_.get(), frame_.data() + sent_, frame_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (put > 0) {
            sent_ += static_cast<std::size_t>(put);
        } else if (errno == EAGAIN) {
            want_writable(true);
            return;
        } else if (errno != EINTR) {
            away("sending to " + to_text(host_) + ": " + base::errno_text(errno));
            return;
        }
    }
    want_writable(false);
}

/// The report of what was dropped stands where the gap is: ahead of what is left.
bool Shipper::next_frame()
{
    if (const std::uint64_t dropped = queue_.dropped(); dropped > 0) {
        const auto report =
            logging::make_drop_report(self_, dropped, "the host's side was away for too long");
        frame_ = wire::encode_message(report);
        queue_.forget_dropped(dropped);
    } else if (!queue_.empty()) {
        frame_ = wire::encode_frame(queue_.front());
        queue_.pop();
    } else {
        frame_.clear();
    }
    sent_ = 0;
    return !frame_.empty();
}

/// The host says nothing on this stream: only its end is of interest.
void Shipper::on_readable()
{
    std::array<char, 256> ignored{};
    const ssize_t got = ::recv(stream_.get(), ignored.data(), ignored.size(), MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
        away(to_text(host_) + " ended the stream");
    }
}

void Shipper::want_writable(bool wanted)
{
    if (wanted && writable_ == 0) {
        writable_ = loop_.add_fd(stream_.get(), POLLOUT, [this] { send(); });
    } else if (!wanted) {
        loop_.remove(std::exchange(writable_, 0));
    }
}

void Shipper::forget_registrations()
{
    for (loop::Registration* registration : {&readable_, &writable_, &timer_}) {
        loop_.remove(std::exchange(*registration, 0));
    }
}

} // namespace berth::diagnostics
