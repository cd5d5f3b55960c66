// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/engine_pieces.hpp"

namespace berth::lifecycle {

bool is_stack_line(std::string_view line)
{
    constexpr std::size_t kLongest = 512;
    constexpr std::string_view kCode =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/.-*()[]{}@+:,? ";
    if (line.size() > kLongest ||
        line.find_first_not_of(kCode, line.substr(0, 1) == "\t" ? 1 : 0) != std::string_view::npos) {
        return false;
    }
    if (line.substr(0, 1) == "\t") { // "\t/build/daemon/start.go:123 +0x1d"
        const std::size_t go = line.rfind(".go:");
        return go != std::string_view::npos && line.find(' ') > go &&
               line.find_first_not_of("0123456789 +xabcdef", go + 4) == std::string_view::npos;
    }
    // "github.com/docker/docker/daemon.(*Daemon).start(0xc000123, {0x1, 0x2})"
    const std::size_t arguments = line.rfind('(');
    return arguments != std::string_view::npos && line.back() == ')' && line.find(' ') > arguments &&
           line.find('.') < arguments &&
           line.find_first_not_of("0123456789xabcdef,.?{} ", arguments + 1) == line.size() - 1;
}

} // namespace berth::lifecycle
