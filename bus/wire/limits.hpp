// SPDX-License-Identifier: Apache-2.0
// Every size that bytes from another process may have on the bus. docs/protocol.md lists them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace berth::wire {

constexpr std::size_t kFrames = 3; ///< [topic][Envelope][payload]
constexpr std::size_t kMaxTopicBytes = 256;
constexpr std::size_t kMaxEnvelopeBytes = 64U << 10U; ///< an envelope may hold a Status with log lines
constexpr std::size_t kMaxPayloadBytes = 1U << 20U;
constexpr std::int64_t kMaxPartBytes = 1 << 20; ///< of any part: beyond it ZeroMQ itself drops the connection
constexpr int kMaxQueuedMessages = 10000; ///< for one peer that does not read; then its events are dropped
constexpr std::size_t kMaxStates = 4096;  ///< last values that the broker keeps
constexpr std::size_t kMaxPeers = 256;

constexpr unsigned kProtocolMajor = 1; ///< a mismatch is refused
constexpr unsigned kProtocolMinor = 0;

} // namespace berth::wire
