// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/output_lines.hpp"

#include <utility>

namespace berth::lifecycle {

void LineSplitter::complete(std::vector<std::string>& lines)
{
    if (!partial_.empty() && partial_.back() == '\r') {
        partial_.pop_back();
    }
    if (!partial_.empty()) {
        lines.push_back(std::exchange(partial_, {}));
    }
}

std::vector<std::string> LineSplitter::feed(std::string_view bytes)
{
    std::vector<std::string> lines;
    for (const char byte : bytes) {
        if (byte == '\n') {
            complete(lines);
            continue;
        }
        partial_.push_back(byte);
        if (partial_.size() == kMaxLine) {
            lines.push_back(std::exchange(partial_, {}));
        }
    }
    return lines;
}

std::vector<std::string> LineSplitter::finish()
{
    std::vector<std::string> lines;
    complete(lines);
    return lines;
}

void LineRing::add(std::string line)
{
    if (lines_.size() == kCapacity) {
        lines_.pop_front();
    }
    lines_.push_back(std::move(line));
}

} // namespace berth::lifecycle
