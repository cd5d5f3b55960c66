// SPDX-License-Identifier: Apache-2.0
#include "tunnel/dial.hpp"

#include <algorithm>
#include <cerrno>

#include <poll.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"
#include "tunnel/hybrid.hpp"
#include "tunnel/stream.hpp"

namespace berth::tunnel {
namespace {

/// An address whose port was left open gets the target's; a unix socket keeps its own way of telling the
/// port.
Target resolve(Target target)
{
    if (target.endpoint.transport != Transport::unix_path) {
        if (target.endpoint.port == 0) {
            target.endpoint.port = target.port;
        }
        target.port = 0;
    }
    return target;
}

} // namespace

Dial::Dial(Target target) : target_(resolve(std::move(target))), fd_(make_stream_socket(target_.endpoint)) {}

Dial::State Dial::advance()
{
    switch (step_) {
    case Step::connecting:
        return connect();
    case Step::in_progress:
        return finish_connect();
    case Step::awaiting_ok:
        return read_ok();
    case Step::over:
        break;
    }
    return result_;
}

short Dial::wanted_events() const
{
    return step_ == Step::awaiting_ok ? POLLIN : POLLOUT;
}

Dial::State Dial::connect()
{
    const auto state = start_connect(fd_.get(), target_.endpoint);
    if (!state) {
        return fail(state.error().message);
    }
    if (*state == ConnectState::busy) {
        return State::busy;
    }
    if (*state == ConnectState::in_progress) {
        step_ = Step::in_progress;
        return State::waiting;
    }
    return connected();
}

Dial::State Dial::finish_connect()
{
    pollfd decided{fd_.get(), POLLOUT, 0};
    if (::poll(&decided, 1, 0) == 0) {
        return State::waiting; // SO_ERROR is 0 as well while the connect is under way
    }
    if (const int error = connect_result(fd_.get()); error != 0) {
        return fail("connecting to " + to_text(target_) + ": " + base::errno_text(error));
    }
    return connected();
}

Dial::State Dial::connected()
{
    if (target_.port == 0) {
        step_ = Step::over;
        return result_ = State::connected;
    }
    const std::string line = connect_line(target_.port);
    if (::send(fd_.get(), line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size())) {
        return fail("asking " + to_text(target_) + ": " + base::errno_text(errno));
    }
    step_ = Step::awaiting_ok;
    return read_ok();
}

Dial::State Dial::read_ok()
{
    switch (ok_.read(fd_.get())) {
    case LineReader::State::incomplete:
        return State::waiting;
    case LineReader::State::failed:
        return fail(to_text(target_) + " closed the connection: nothing serves the port there now");
    case LineReader::State::complete:
        break;
    }
    if (!parse_ok_line(ok_.line())) {
        return fail(to_text(target_) + " answered something else than OK");
    }
    step_ = Step::over;
    return result_ = State::connected;
}

Dial::State Dial::fail(std::string why)
{
    why_ = std::move(why);
    step_ = Step::over;
    return result_ = State::failed;
}

base::Result<base::UniqueFd> dial_and_wait(const Target& target, std::chrono::milliseconds deadline)
{
    using Clock = std::chrono::steady_clock;
    const Clock::time_point end = Clock::now() + deadline;
    Dial dial(target);
    for (Dial::State state = dial.advance();; state = dial.advance()) {
        if (state == Dial::State::connected) {
            base::UniqueFd fd = dial.take();
            base::set_nonblocking(fd.get(), false);
            return fd;
        }
        if (state == Dial::State::failed) {
            return base::Failure{dial.why(), {}};
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
        if (left.count() <= 0) {
            return base::Failure{
                to_text(target) + " did not answer within " + std::to_string(deadline.count()) + " ms", {}};
        }
        const bool busy = state == Dial::State::busy;
        pollfd wait{busy ? -1 : dial.fd(), dial.wanted_events(), 0};
        (void)::poll(&wait, 1, static_cast<int>(busy ? std::min(left, kBusyRetry).count() : left.count()));
    }
}

} // namespace berth::tunnel
