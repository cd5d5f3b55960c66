// SPDX-License-Identifier: Apache-2.0
// Frames on berth's plain streams (log query, log shipping, ports, dial, init): a 4-byte big-endian length
// and so many bytes of payload. The bus itself uses ZeroMQ's own frames and none of this.
//
// The decoder is incremental and bounded: a length above the limit is refused when its header has been read,
// before any of the payload is stored. Threading: none of its own; one decoder belongs to one stream.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace berth::wire {

constexpr std::size_t kFrameHeaderBytes = 4;
constexpr std::size_t kDefaultFrameLimitBytes = 1U << 20U; ///< payload of one frame

/// Appends header and payload. Throws base::Error above the limit: the other side would refuse it.
void append_frame(std::string& to, std::string_view payload,
                  std::size_t limit_bytes = kDefaultFrameLimitBytes);

/// Header and payload of one frame.
std::string encode_frame(std::string_view payload, std::size_t limit_bytes = kDefaultFrameLimitBytes);

/// The same for a protobuf message (a template so that this header needs no protobuf).
template <class Message>
std::string encode_message(const Message& message, std::size_t limit_bytes = kDefaultFrameLimitBytes)
{
    return encode_frame(message.SerializeAsString(), limit_bytes);
}

/// Bytes in, payloads out. Take everything out with next() after each feed(): what waits is then at most one
/// incomplete frame.
class FrameDecoder {
public:
    explicit FrameDecoder(std::size_t limit_bytes = kDefaultFrameLimitBytes) : limit_bytes_(limit_bytes) {}

    /// Ignored once too_large(): the stream can no longer be understood and must be closed.
    void feed(std::string_view bytes);

    /// The next whole payload (may be empty), std::nullopt while more bytes are needed or after too_large().
    std::optional<std::string> next();

    /// A header announced more than the limit. Known after next() returned nothing; final.
    bool too_large() const { return too_large_; }

    /// An incomplete frame waits: an end of the stream now is a cut.
    bool in_frame() const { return taken_ < buffer_.size(); }

private:
    void compact();

    std::size_t limit_bytes_;
    std::string buffer_;
    std::size_t taken_ = 0; ///< bytes of buffer_ already handed out
    bool too_large_ = false;
};

} // namespace berth::wire
