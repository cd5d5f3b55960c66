// SPDX-License-Identifier: Apache-2.0
// Reads one short line from a non-blocking socket without taking a byte behind its newline, so that the rest
// of the stream can be spliced.
#pragma once

#include <string>

namespace berth::tunnel {

class LineReader {
public:
    enum class State { incomplete, complete, failed };

    /// Reads until the newline or until nothing more is there. Failed: end of stream, an error, or more than
    /// kMaxHybridLineBytes without a newline. Complete and failed are final.
    State read(int socket_fd);

    const std::string& line() const { return line_; } ///< without its newline, once complete

private:
    std::string line_;
    State state_ = State::incomplete;
};

} // namespace berth::tunnel
