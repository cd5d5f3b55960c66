// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/host/ship_server.hpp"

#include "services/diagnostics/core/record_decode.hpp"
#include "services/diagnostics/host/stream_io.hpp"

namespace berth::diagnostics {
namespace {

constexpr std::size_t kBlockBytes = 64U << 10U; ///< read at once

} // namespace

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
    stream->registration =
        loop_.add_fd(stream->fd.get(), loop::EventLoop::kReadable, [this, id] { read(id); });
    streams_.emplace(id, std::move(stream));
}

void ShipServer::read(std::uint64_t id)
{
    Stream& stream = *streams_.at(id);
    const std::optional<std::string> got = receive_some(stream.fd.get(), kBlockBytes);
    if (!got) {
        end(id);
        return;
    }
    stream.decoder.feed(*got);
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
