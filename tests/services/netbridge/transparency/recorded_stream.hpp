// SPDX-License-Identifier: Apache-2.0
// One direction of a recorded connection, and what of it the proxy does not pass on byte for byte as it
// comes.
#pragma once

#include <string>
#include <vector>

namespace berth::netbridge::test {

/// Bytes that the proxy passes on in one piece: a head, or a message whose body it translates.
struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string at_engine; ///< what stands there between proxy and engine
    bool translated = false;
};

/// In whose terms a stream's bytes are: on the client's side of the proxy paths are as they were typed.
enum class Terms { client, engine };

struct RecordedStream {
    std::string bytes; ///< as recorded: at an engine that sees the same paths as the client
    std::vector<Stretch> stretches;

    /// What has been sent when the sender of the recording had sent so many bytes. A part of a translated
    /// message exists in the client's terms only.
    std::string sent(std::size_t count, Terms terms) const { return until(count, terms, false); }
    /// What has to have arrived then, at the least.
    std::string arrived(std::size_t count, Terms terms) const { return until(count, terms, true); }

private:
    std::string until(std::size_t count, Terms terms, bool whole_stretches) const;
};

/// Finds the stretches of both directions; what is no HTTP/1 has none.
void find_stretches(RecordedStream& client, RecordedStream& engine);

} // namespace berth::netbridge::test
