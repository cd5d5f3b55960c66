// SPDX-License-Identifier: Apache-2.0
#include "tunnel/listener.hpp"

#include <cerrno>
#include <filesystem>

#include <sys/socket.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "tunnel/stream.hpp"

namespace berth::tunnel {
namespace {

constexpr mode_t kDirectoryMode = 0750;

bool concerns_only_this_peer(int error)
{
    return error == EINTR || error == ECONNABORTED || error == EPROTO;
}

bool is_shortage(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

} // namespace

Listener::Listener(EventPoll& poll, std::uint64_t token, ListenerPlan plan)
    : poll_(poll), token_(token), plan_(std::move(plan))
{}

std::optional<Listener::Clock::time_point> Listener::reopen_at() const
{
    return open() ? std::nullopt : std::optional(reopen_at_);
}

std::string Listener::try_open(Clock::time_point now)
{
    reopen_at_ = now + kReopenAfter;
    try {
        if (plan_.endpoint.transport == Transport::unix_path) {
            const std::filesystem::path parent = std::filesystem::path(plan_.endpoint.path).parent_path();
            base::make_directories(parent, kDirectoryMode);
        }
        base::UniqueFd fd = listen_stream(plan_.endpoint);
        poll_.add(fd.get(), EPOLLIN, token_);
        fd_ = std::move(fd);
        return {};
    } catch (const base::Error& error) {
        return error.what();
    }
}

Listener::Accepted Listener::accept(Clock::time_point now)
{
    for (;;) {
        base::UniqueFd fd(::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (fd && peer_allowed(fd.get(), plan_.endpoint)) {
            return {Result::accepted, std::move(fd)};
        }
        if (fd || concerns_only_this_peer(errno)) {
            continue;
        }
        if (errno == EAGAIN) {
            return {Result::none, {}};
        }
        if (is_shortage(errno)) {
            return {Result::out_of_resources, {}};
        }
        fd_.reset();
        reopen_at_ = now + kReopenAfter;
        return {Result::broken, {}};
    }
}

void Listener::pause()
{
    if (open()) {
        poll_.change(fd_.get(), 0, token_);
    }
}

void Listener::resume()
{
    if (open()) {
        poll_.change(fd_.get(), EPOLLIN, token_);
    }
}

} // namespace berth::tunnel
