// SPDX-License-Identifier: Apache-2.0
// What a supervised process prints: cut into lines, the last of them kept. Pure.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace berth::lifecycle {

/// Cuts a byte stream into lines. A line longer than kMaxLine is cut into pieces: memory stays bounded
/// whatever the process prints, and a piece fits into one datagram.
class LineSplitter {
public:
    static constexpr std::size_t kMaxLine = 8192;

    /// The lines that these bytes completed, without their ends (\n or \r\n); empty lines are left out.
    std::vector<std::string> feed(std::string_view bytes);
    /// What is left without an end, once the writer is gone.
    std::vector<std::string> finish();

private:
    void complete(std::vector<std::string>& lines);

    std::string partial_;
};

/// The last kCapacity lines.
class LineRing {
public:
    static constexpr std::size_t kCapacity = 40;

    void add(std::string line);
    std::vector<std::string> lines() const { return {lines_.begin(), lines_.end()}; }

private:
    std::deque<std::string> lines_;
};

} // namespace berth::lifecycle
