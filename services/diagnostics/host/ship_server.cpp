// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/host/ship_server.hpp"

#include <array>
#include <cerrno>

#include <poll.h>
#include <sys/socket.h>

#include "services/diagnostics/core/record_decode.hpp"

namespace berth::diagnostics {

ShipServer::ShipServer(loop::EventLoop& loop, const std::filesystem::path& socket, Journal& journal)
    : loop_(loop), journal_(journal),
      listener_(loop, socket, Access::root, [this](base::UniqueFd fd) { add(std::move(fd)); })
{}

ShipServer::~ShipServer()
{
    for (const auto& [id, stream] : streams_) {
        loop_.remove(stream->registration);
    }
}

void ShipServer::add(base::UniqueFd fd)
{
    if (streams_.size() >= kMaxStreams) {
        end(streams_.begin()->first); // the oldest: its guest has come back on a newer one
    }
    const std::uint64_t id = ++last_id_;
    auto stream =
        std::make_unique<Stream>(Stream{std::move(fd), wire::FrameDecoder(logging::kMaxRecordBytes)});
    stream->registration = loop_.add_fd(stream->fd.get(), POLLIN, [this, id] { read(id); });
    streams_.emplace(id, std::move(stream));
}

void ShipServer::read(std::uint64_t id)
{
    Stream& stream = *streams_.at(id);
    std::array<char, 64U << 10U> block; // NOLINT: written by recv before it is read
    const ssize_t got = ::recv(stream.fd.get(), block.data(), block.size(), 0);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
        return;
    }
    if (got <= 0) {
        end(id);
        return;
    }
    stream.decoder.feed(std::string_view(block.data(), static_cast<std::size_t>(got)));
    if (!take_frames(stream)) {
        journal_.say(v1::LEVEL_WARNING, "closing a stream of the engine's side that is no stream of frames");
        end(id);
    }
    journal_.commit();
}

bool ShipServer::take_frames(Stream& stream)
{
    while (const auto payload = stream.decoder.next()) {
        if (auto record = decode_record(*payload)) {
            record->set_side(bus::v1::SIDE_GUEST);
            journal_.accept(std::move(*record));
        } else {
            journal_.say(v1::LEVEL_WARNING, "dropped a frame of the engine's side that is no log record");
        }
    }
    return !stream.decoder.too_large();
}

void ShipServer::end(std::uint64_t id)
{
    loop_.remove(streams_.at(id)->registration);
    streams_.erase(id);
}

} // namespace berth::diagnostics
