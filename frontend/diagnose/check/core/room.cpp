// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/room.hpp"

#include <fmt/format.h>

namespace berth::diagnose {
namespace {

Finding judged(std::uint64_t have, const Wanted& wanted, const std::string& evidence,
               const std::string& needed_words, const std::string& fix)
{
    if (have < wanted.needed) {
        return fail(evidence + ", " + needed_words + " needed", fix);
    }
    return have < wanted.comfort ? warn(evidence, fix) : pass(evidence);
}

} // namespace

std::string size_words(std::uint64_t bytes)
{
    constexpr std::uint64_t kMiB = 1ULL << 20U;
    constexpr std::uint64_t kGiB = 1ULL << 30U;
    if (bytes >= kGiB) {
        return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / static_cast<double>(kGiB));
    }
    return bytes >= kMiB ? fmt::format("{} MiB", bytes / kMiB) : fmt::format("{} KiB", bytes >> 10U);
}

Finding judge_space(const Room& room, const Wanted& wanted, const std::string& what, const std::string& fix)
{
    if (room.read_only) {
        return fail("the file system of " + what + " is read-only",
                    "look for disk errors in `dmesg`, then remount it read-write");
    }
    return judged(
        room.free_bytes, wanted,
        fmt::format("{} free of {} at {}", size_words(room.free_bytes), size_words(room.total_bytes), what),
        size_words(wanted.needed), fix);
}

Finding judge_inodes(const Room& room, const Wanted& wanted, const std::string& what, const std::string& fix)
{
    if (room.total_inodes == 0) {
        return pass("the file system of " + what + " has no fixed number of files");
    }
    return judged(
        room.free_inodes, wanted,
        fmt::format("{} more files possible of {} at {}", room.free_inodes, room.total_inodes, what),
        fmt::format("{}", wanted.needed), fix);
}

} // namespace berth::diagnose
