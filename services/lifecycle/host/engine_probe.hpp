// SPDX-License-Identifier: Apache-2.0
// Asks the daemons themselves: one question on the daemon's own socket, asynchronous, with a deadline.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "loop/event_loop.hpp"

namespace berth::lifecycle {

using OnAnswer = std::function<void(const base::Result<std::string>& body)>;

/// dockerd's socket as the host sees it: through the root directory of berth-init.
/// `init_host_pid` is read in the host's pid namespace.
std::filesystem::path engine_socket(int init_host_pid);

/// containerd's, and the bus as the guest halves reach it, in the same way.
std::filesystem::path containerd_socket(int init_host_pid);
std::filesystem::path guest_bus_socket(int init_host_pid);

/// `on_answer` is called once, never before this returns: the body of a 200, or why there was none.
void ask_engine(loop::EventLoop& loop, const std::filesystem::path& socket, const std::string& target,
                std::chrono::milliseconds deadline, OnAnswer on_answer);

/// Who is there speaks first, or answers the greeting: whatever it says is the answer.
void ask_for_greeting(loop::EventLoop& loop, const std::filesystem::path& socket, const std::string& greeting,
                      std::chrono::milliseconds deadline, OnAnswer on_answer);

} // namespace berth::lifecycle
