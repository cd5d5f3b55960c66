// SPDX-License-Identifier: Apache-2.0
// The broker as a process of this machine: whether one runs, starting one, and what an instance has left
// behind.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/child.hpp"
#include "base/instance.hpp"
#include "base/unique_fd.hpp"
#include "frontend/cli/exit.hpp"

namespace berth::cli {

/// Pids are read in the caller's pid namespace.
struct BrokerProcess {
    pid_t pid = 0;
    pid_t guardian_pid = 0; ///< 0 when something else keeps it, e.g. systemd
};

/// Whoever is not root speaks to the broker through its socket for questions, as a member of the group berth.
bool may_only_ask();

/// Asked of the kernel at this moment: who listens on the broker's socket. Throws Exit(denied) for a user who
/// may not know.
std::optional<BrokerProcess> find_broker(const base::Instance& instance);

/// "berth is not running", with what to type.
Exit not_running(const base::Instance& instance);

/// "berth up", "berth --instance x up": what a person of this instance types.
std::string command_text(const base::Instance& instance, const std::string& verb);

/// Throws Exit(denied) unless root.
void require_root(const base::Instance& instance, const std::string& verb);

/// Serialises `berth up` and `berth down` of one instance; held until destroyed. Throws Exit(deadline).
base::UniqueFd lock_start(const base::Instance& instance, std::chrono::milliseconds deadline);

/// True while a broker holds its lock: it runs, or is about to listen.
bool broker_lock_is_held(const base::Instance& instance);

/// Starts a broker that outlives this program: by systemd where it runs and has berth's unit, else by a
/// berth-guardian in a session of its own, which is returned. Call with lock_start() held and no broker
/// running.
std::optional<base::Child> start_broker(const base::Instance& instance);

/// What lives of the instance though no broker does: "service netbridge (process 12)", "the engine (31
/// processes)".
std::vector<std::string> left_behind(const base::Instance& instance);

/// The end of the file with the broker's and the services' standard error; empty when there is none.
std::vector<std::string> last_output_lines(const base::Instance& instance, std::size_t count);

} // namespace berth::cli
