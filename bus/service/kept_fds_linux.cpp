// SPDX-License-Identifier: Apache-2.0
#include "service/kept_fds.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"

namespace berth::service {
namespace {

constexpr std::chrono::milliseconds kReconnectInterval{250};
constexpr std::size_t kMaxReplyBytes = 1024;
constexpr int kQueueBytes =
    8 << 20; ///< for thousands of descriptors at once, while the broker does something else

base::UniqueFd connect_store(const std::filesystem::path& path, int flags)
{
    base::UniqueFd socket = base::connect_unix(path, SOCK_SEQPACKET | flags);
    (void)::setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUFFORCE, &kQueueBytes, sizeof kQueueBytes);
    return socket;
}

base::UniqueFd copy_of(int fd)
{
    base::UniqueFd copy(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
    if (!copy) {
        throw base::SystemError("copying a descriptor to keep");
    }
    return copy;
}

/// `fd` of -1: none goes along.
void send_packet(int socket, const bus::v1::FdStoreRequest& request, int fd)
{
    const std::string text = request.SerializeAsString();
    if (fd >= 0) {
        base::send_fd(socket, fd, text);
    } else if (::send(socket, text.data(), text.size(), MSG_NOSIGNAL) < 0) {
        throw base::SystemError("speaking to the store of descriptors");
    }
}

} // namespace

KeptFds::KeptFds(loop::EventLoop& loop, std::filesystem::path socket)
    : loop_(loop), socket_path_(std::move(socket))
{
    try {
        socket_ = connect_store(socket_path_, 0);
        claim();
        base::set_nonblocking(socket_.get(), true);
        watch();
    } catch (
        const base::SystemError&) { // no store, or it hangs: whatever it has is found to be lost by its users
        on_lost();
    }
}

KeptFds::~KeptFds()
{
    loop_.remove(watch_);
    loop_.remove(timer_);
}

void KeptFds::claim()
{
    const timeval patience{.tv_sec = kClaimDeadline.count() / 1000, .tv_usec = 0};
    (void)::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    bus::v1::FdStoreRequest request;
    request.mutable_claim();
    send_packet(socket_.get(), request, -1);
    while (true) {
        base::ReceivedFd packet = base::receive_fd(socket_.get(), kMaxReplyBytes);
        bus::v1::FdStoreReply reply;
        if (packet.text.empty() || !reply.ParseFromString(packet.text) || !reply.has_entry()) {
            return; // that is all
        }
        if (packet.fd) {
            entries_.insert_or_assign(reply.entry().name(), Entry{std::move(packet.fd), false});
        }
    }
}

void KeptFds::watch()
{
    watch_ = loop_.add_fd(socket_.get(), POLLIN,
                          [this] { on_lost(); }); // it says nothing unasked: this is its end
}

void KeptFds::on_lost()
{
    const std::lock_guard lock(mutex_);
    loop_.remove(watch_);
    watch_ = 0;
    socket_.reset();
    if (timer_ == 0) {
        timer_ = loop_.add_periodic(kReconnectInterval, [this] { reconnect(); });
    }
}

void KeptFds::reconnect()
{
    const std::lock_guard lock(mutex_);
    try {
        socket_ = connect_store(socket_path_, SOCK_NONBLOCK);
    } catch (const base::SystemError&) {
        return; // not yet
    }
    loop_.remove(timer_);
    timer_ = 0;
    watch();
    bus::v1::FdStoreRequest anew;
    anew.mutable_drop_all(); // of a store that did not read for a while, and missed that something was
                             // dropped
    send(anew, -1);
    for (const auto& [name, entry] : entries_) {
        send_keep(name, entry);
    }
}

/// A store that does not read, or is gone, is left: once it reads again, or is back, all is sent anew.
void KeptFds::send(const bus::v1::FdStoreRequest& request, int fd)
{
    if (!socket_) {
        return;
    }
    try {
        send_packet(socket_.get(), request, fd);
    } catch (const base::SystemError&) {
        ::shutdown(socket_.get(), SHUT_RDWR); // the loop sees it
    }
}

void KeptFds::send_keep(const std::string& name, const Entry& entry)
{
    bus::v1::FdStoreRequest request;
    request.mutable_keep()->set_name(name);
    send(request, entry.fd.get());
}

base::UniqueFd KeptFds::take(const std::string& name)
{
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(name);
    if (found == entries_.end() || found->second.taken) {
        return {};
    }
    found->second.taken = true;
    return copy_of(found->second.fd.get());
}

void KeptFds::keep(const std::string& name, int fd)
{
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_[name];
    entry = {.fd = copy_of(fd), .taken = true};
    send_keep(name, entry);
}

void KeptFds::drop(const std::string& name)
{
    const std::lock_guard lock(mutex_);
    entries_.erase(name);
    bus::v1::FdStoreRequest request;
    request.mutable_drop()->set_name(name);
    send(request, -1);
}

bool KeptFds::connected() const
{
    const std::lock_guard lock(mutex_);
    return static_cast<bool>(socket_);
}

std::vector<std::string> KeptFds::left() const
{
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, entry] : entries_) {
        if (!entry.taken) {
            names.push_back(name);
        }
    }
    return names;
}

} // namespace berth::service
