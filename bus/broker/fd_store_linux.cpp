// SPDX-License-Identifier: Apache-2.0
#include "broker/fd_store.hpp"

#include <cerrno>

#include <poll.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "base/linux/descriptor_limit.hpp"
#include "base/linux/unix_socket.hpp"

namespace berth::broker {
namespace {

constexpr std::size_t kMaxRequestBytes = 1024; ///< a longer packet is cut, and then no request
constexpr int kReplyBytes =
    8 << 20; ///< all of a claim's answer: a client that does not read is not waited for

} // namespace

FdStore::FdStore(loop::EventLoop& loop, const std::filesystem::path& socket, ServiceOf service_of,
                 spdlog::logger& log)
    : loop_(loop), service_of_(std::move(service_of)), log_(log),
      listener_(base::listen_unix(socket, 0600, SOCK_SEQPACKET))
{
    base::allow_many_descriptors(); // a stored one is an open one
    base::set_nonblocking(listener_.get(), true);
    registration_ = loop_.add_fd(listener_.get(), POLLIN, [this] { on_connection(); });
}

FdStore::~FdStore()
{
    loop_.remove(registration_);
    for (const auto& [fd, client] : clients_) {
        loop_.remove(client.registration);
    }
}

void FdStore::forget(const std::string& service)
{
    stored_.erase(service);
}

void FdStore::on_connection()
{
    base::UniqueFd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket) {
        return; // it has gone again
    }
    const int pid = base::peer_credentials(socket.get()).pid;
    std::string service = service_of_(pid);
    if (service.empty()) {
        log_.warn("process {} is no service of this broker: its descriptors are not kept", pid);
        return;
    }
    (void)::setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUFFORCE, &kReplyBytes, sizeof kReplyBytes);
    const int fd = socket.get();
    const loop::Registration registration = loop_.add_fd(fd, POLLIN, [this, fd] { on_readable(fd); });
    clients_[fd] = Client{std::move(socket), std::move(service), registration};
}

void FdStore::on_readable(int client)
{
    bool more = true;
    while (more) {
        const auto found = clients_.find(client);
        more = found != clients_.end() && take_request(found->second);
    }
}

bool FdStore::take_request(Client& client)
{
    try {
        base::ReceivedFd packet = base::receive_fd(client.socket.get(), kMaxRequestBytes);
        bus::v1::FdStoreRequest request;
        if (packet.text.empty()) {
            close(client.socket.get()); // the service has ended, or lets the store go
            return false;
        }
        if (!request.ParseFromString(packet.text)) {
            throw base::Error("a packet that is no request");
        }
        if (request.has_claim()) {
            answer_claim(client);
        } else if (request.has_keep()) {
            keep(client, request.keep().name(), std::move(packet.fd));
        } else if (request.has_drop()) {
            stored_[client.service].erase(request.drop().name());
        } else if (request.has_drop_all()) {
            stored_.erase(client.service);
        }
        return true;
    } catch (const base::SystemError& error) {
        if (error.code() != EAGAIN) {
            log_.warn("the descriptors of service {} are kept no more: {}", client.service, error.what());
            close(client.socket.get());
        }
        return false;
    } catch (const base::Error& error) {
        log_.warn("service {} sent {} to the store of descriptors", client.service, error.what());
        close(client.socket.get());
        return false;
    }
}

void FdStore::keep(const Client& client, const std::string& name, base::UniqueFd fd)
{
    Entries& entries = stored_[client.service];
    const bool fits = entries.size() < kMaxStoredFds || entries.contains(name);
    if (!fd || name.empty() || name.size() > kMaxStoredNameBytes || !fits) {
        log_.warn("a descriptor of service {} is not kept: {}", client.service,
                  !fd    ? "none came"
                  : fits ? "its name is empty or too long"
                         : "there are too many");
        return;
    }
    entries.insert_or_assign(name, std::move(fd));
}

void FdStore::answer_claim(const Client& client)
{
    bus::v1::FdStoreReply reply;
    for (const auto& [name, fd] : stored_[client.service]) {
        reply.mutable_entry()->set_name(name);
        base::send_fd(client.socket.get(), fd.get(), reply.SerializeAsString());
    }
    reply.mutable_end();
    const std::string text = reply.SerializeAsString();
    if (::send(client.socket.get(), text.data(), text.size(), MSG_NOSIGNAL) < 0) {
        throw base::SystemError("answering a claim");
    }
}

void FdStore::close(int client)
{
    if (const auto found = clients_.find(client); found != clients_.end()) {
        loop_.remove(found->second.registration);
        clients_.erase(found);
    }
}

} // namespace berth::broker
