// SPDX-License-Identifier: Apache-2.0
#include "client/socket_monitor.hpp"

#include <cstdint>
#include <cstring>

#include "base/error.hpp"
#include "wire/frame.hpp"

namespace berth::client {

SocketMonitor::SocketMonitor(loop::EventLoop& loop, zmq::context_t& context, zmq::socket_ref socket,
                             std::function<void(bool)> on_change)
    : loop_(loop), monitored_(socket), events_(context, zmq::socket_type::pair),
      on_change_(std::move(on_change))
{
    const std::string address = "inproc://monitor-" + wire::make_id();
    if (::zmq_socket_monitor(socket.handle(), address.c_str(),
                             ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED) != 0) {
        throw base::Error(std::string("watching a bus connection: ") + ::zmq_strerror(::zmq_errno()));
    }
    events_.set(zmq::sockopt::linger, 0);
    events_.connect(address);
    registration_ = loop_.add_socket(events_, [this] { read_events(); });
}

SocketMonitor::~SocketMonitor()
{
    loop_.remove(registration_);
    (void)::zmq_socket_monitor(monitored_.handle(), nullptr, 0); // the socket closes right after
}

void SocketMonitor::read_events()
{
    zmq::message_t event;
    while (events_.recv(event, zmq::recv_flags::dontwait)) {
        zmq::message_t address;
        (void)events_.recv(address); // second part: always there, and not needed
        std::uint16_t number = 0;
        if (event.size() >= sizeof number) {
            std::memcpy(&number, event.data(), sizeof number);
            on_change_(number == ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
        }
    }
}

} // namespace berth::client
