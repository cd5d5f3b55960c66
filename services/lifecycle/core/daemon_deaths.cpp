// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/daemon_deaths.hpp"

#include <fmt/format.h>

namespace berth::lifecycle {
namespace {

constexpr std::size_t kKeptLines = 20;
constexpr std::size_t kKeptLineBytes = 300; // containerd prints its whole configuration as one
constexpr unsigned kMaxDeaths = 3;          // while the engine starts

} // namespace

void DaemonDeaths::daemon_ended(const v1::InitEvent& event)
{
    last_lines_.clear();
    for (const std::string& line : event.last_lines()) {
        last_lines_.push_back(line.substr(0, kKeptLineBytes));
    }
    while (last_lines_.size() > kKeptLines) {
        last_lines_.pop_front();
    }
    last_end_ = event.process().name() + " " + event.process().last_exit();
    count_ += 1;
}

std::optional<base::Failure> DaemonDeaths::hopeless() const
{
    if (count_ < kMaxDeaths) {
        return std::nullopt;
    }
    return base::Failure{fmt::format("{}, {} times while it started", last_end_, count_),
                         last_lines_.empty() ? "" : "its last line: " + last_lines_.back()};
}

} // namespace berth::lifecycle
