// SPDX-License-Identifier: Apache-2.0
// A callback may destroy the client. So every function that calls one ends right after it, or looks at a copy
// of alive_ before it goes on.
#include "services/lifecycle/host/init_client.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"

namespace berth::lifecycle {

InitClient::InitClient(loop::EventLoop& loop, std::filesystem::path socket, OnEvent on_event)
    : loop_(loop), path_(std::move(socket)), on_event_(std::move(on_event))
{
    connect_later(std::chrono::milliseconds{0});
}

InitClient::~InitClient()
{
    *alive_ = false;
    loop_.remove(watch_);
    loop_.remove(reconnect_);
    for (const auto& [id, pending] : pending_) {
        loop_.remove(pending.deadline);
    }
}

void InitClient::connect_later(std::chrono::milliseconds wait)
{
    reconnect_ = loop_.add_timer(wait, [this] { connect(); });
}

void InitClient::connect()
{
    reconnect_ = 0;
    try {
        connection_ = base::connect_unix(path_, SOCK_STREAM | SOCK_NONBLOCK);
    } catch (const base::Error&) {
        connect_later(
            kReconnectInterval); // nobody listens yet; the requests' deadlines say when that is a failure
        return;
    }
    watch();
}

void InitClient::watch()
{
    loop_.remove(watch_);
    const auto events = static_cast<short>(unsent_.empty() ? POLLIN : POLLIN | POLLOUT);
    watch_ = loop_.add_fd(connection_.get(), events, [this] { on_ready(); });
}

void InitClient::request(v1::InitRequest request, std::chrono::milliseconds deadline, OnReply on_reply)
{
    const std::uint64_t id = ++last_id_;
    request.set_id(id);
    unsent_.push_back({.id = id, .frame = encode_init_frame(request)});
    pending_[id] = {.on_reply = std::move(on_reply),
                    .deadline = loop_.add_timer(deadline, [this, id, deadline] { expire(id, deadline); })};
    if (connected()) {
        watch();
    }
}

void InitClient::expire(std::uint64_t id, std::chrono::milliseconds deadline)
{
    const bool sent = pending_.at(id).sent;
    if (!sent) {
        unsent_.erase(
            std::remove_if(unsent_.begin(), unsent_.end(), [&](const Unsent& u) { return u.id == id; }),
            unsent_.end());
    }
    const std::string what =
        sent ? "berth-init did not answer" : "berth-init could not be reached at " + path_.string();
    settle(id, base::Failure{fmt::format("{} within {} ms", what, deadline.count()),
                             "see `berth logs --service lifecycle`; `berth restart` starts the engine anew"});
}

void InitClient::on_ready()
{
    const std::shared_ptr<bool> alive = alive_;
    if (!unsent_.empty()) {
        write();
    }
    if (*alive && connected()) {
        read();
    }
}

void InitClient::write()
{
    while (!unsent_.empty()) {
        Unsent& next = unsent_.front();
        const ssize_t put = ::send(connection_.get(), next.frame.data(), next.frame.size(), MSG_NOSIGNAL);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0 && errno == EAGAIN) {
            return;
        }
        if (put < 0) {
            disconnect(base::errno_text(errno));
            return;
        }
        if (const auto found = pending_.find(next.id); found != pending_.end()) {
            found->second.sent = true;
        }
        next.frame.erase(0, static_cast<std::size_t>(put));
        if (next.frame.empty()) {
            unsent_.pop_front();
        }
    }
    watch();
}

void InitClient::read()
{
    std::array<char, 65536> block{};
    const ssize_t got = ::read(connection_.get(), block.data(), block.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (got <= 0) {
        disconnect(got == 0 ? "berth-init closed it" : base::errno_text(errno));
        return;
    }
    decoder_.feed({block.data(), static_cast<std::size_t>(got)});
    take_frames();
}

void InitClient::take_frames()
{
    const std::shared_ptr<bool> alive = alive_;
    while (*alive && connected()) {
        v1::InitReply reply;
        const base::Result<bool> complete = decoder_.next(reply);
        if (!complete) {
            disconnect(complete.error().message);
            return;
        }
        if (!*complete) {
            return;
        }
        take(reply);
    }
}

void InitClient::take(const v1::InitReply& reply)
{
    if (reply.id() != 0) {
        settle(reply.id(), reply);
    } else if (on_event_) {
        on_event_(reply.event());
    }
}

/// Requests that were sent fail: whether they were carried out is not known. The others wait for the next
/// connection.
void InitClient::disconnect(const std::string& why)
{
    loop_.remove(std::exchange(watch_, 0));
    connection_.reset();
    decoder_ = {};
    connect_later(kReconnectInterval);
    std::vector<std::uint64_t> lost;
    for (const auto& [id, pending] : pending_) {
        if (pending.sent) {
            lost.push_back(id);
        }
    }
    const auto is_pending_unsent = [&](const Unsent& unsent) {
        const auto found = pending_.find(unsent.id);
        return found != pending_.end() && !found->second.sent;
    };
    std::deque<Unsent> kept;
    std::copy_if(unsent_.begin(), unsent_.end(), std::back_inserter(kept), is_pending_unsent);
    unsent_ = std::move(kept);

    const base::Failure failure{
        fmt::format("the connection to berth-init at {} was lost: {}", path_.string(), why),
        "the engine may have ended; `berth status` tells"};
    const std::shared_ptr<bool> alive = alive_;
    for (const std::uint64_t id : lost) {
        if (!*alive) {
            return;
        }
        settle(id, failure);
    }
}

void InitClient::settle(std::uint64_t id, const base::Result<v1::InitReply>& outcome)
{
    const auto found = pending_.find(id);
    if (found == pending_.end()) {
        return; // answered after its deadline
    }
    const Pending pending = std::move(found->second);
    pending_.erase(found);
    loop_.remove(pending.deadline);
    pending.on_reply(outcome);
}

} // namespace berth::lifecycle
