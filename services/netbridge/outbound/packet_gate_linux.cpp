// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/outbound/packet_gate.hpp"

#include <array>

#include <boost/asio/post.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "services/netbridge/outbound/socket_address.hpp"
#include "services/netbridge/stream/transfer.hpp"

namespace berth::netbridge {
namespace {

constexpr std::size_t kMaxPacketBytes = 65536;

Unreachable code_of(Refusal refusal)
{
    switch (refusal) {
    case Refusal::network:
        return Unreachable::network;
    case Refusal::host:
        return Unreachable::host;
    case Refusal::prohibited:
        return Unreachable::prohibited;
    default:
        return Unreachable::port;
    }
}

/// Where a whole packet goes to: the port plays no part, but IPv6 refuses one.
asio::ip::udp::endpoint destination_of(std::string_view packet)
{
    const bool is_v6 = static_cast<unsigned char>(packet[0]) >> 4U == 6;
    const IpAddress to = is_v6 ? IpAddress::from_bytes(packet.substr(24, IpAddress::kBytesV6))
                               : IpAddress::from_bytes(packet.substr(16, IpAddress::kBytesV4));
    return udp_endpoint({to, 0});
}

} // namespace

PacketGate::PacketGate(const asio::any_io_executor& executor, base::UniqueFd device, base::UniqueFd raw_v4,
                       base::UniqueFd raw_v6)
    : device_(std::in_place, executor, device.release()), raw_v4_(std::move(raw_v4)),
      raw_v6_(std::move(raw_v6))
{
    device_->native_non_blocking(true);
}

asio::awaitable<void> PacketGate::read_packets(OnPacket on_packet)
{
    std::array<char, kMaxPacketBytes> room;
    ErrorCode error;
    for (int round = 1; !error && device_; ++round) {
        const ssize_t got = ::read(device_->native_handle(), room.data(), room.size());
        if (got > 0) {
            ++counters_.packets;
            on_packet(std::string_view(room.data(), static_cast<std::size_t>(got)));
        } else {
            co_await device_->async_wait(asio::posix::stream_descriptor::wait_read, into(error));
        }
        if (round % kRoundsPerTurn == 0) {
            co_await asio::post(asio::use_awaitable);
        }
    }
}

void PacketGate::close()
{
    // Released, not closed: others hold the same open file, which would stay in the epoll set.
    const base::UniqueFd closed(device_ ? device_->release() : -1);
    device_.reset();
}

void PacketGate::put_back(std::string_view packet)
{
    if (device_) {
        (void)!::write(device_->native_handle(), packet.data(), packet.size()); // lost as packets are lost
    }
}

void PacketGate::answer(std::string_view answer_packet)
{
    const auto to = destination_of(answer_packet);
    const base::UniqueFd& raw = to.address().is_v6() ? raw_v6_ : raw_v4_;
    (void)::sendto(raw.get(), answer_packet.data(), answer_packet.size(), MSG_DONTWAIT, to.data(),
                   static_cast<socklen_t>(to.size())); // lost as packets are lost
}

void PacketGate::refuse(std::string_view packet, const TcpPacket& about, Refusal refusal)
{
    if (refusal == Refusal::reset) {
        ++counters_.refused;
        answer(reset_of(about));
    } else {
        refuse(packet, refusal);
    }
}

void PacketGate::refuse(std::string_view packet, Refusal refusal)
{
    if (refusal != Refusal::silence) {
        ++counters_.refused;
        answer(unreachable(packet, code_of(refusal)));
    }
}

} // namespace berth::netbridge
