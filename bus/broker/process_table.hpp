// SPDX-License-Identifier: Apache-2.0
// The processes of the host's services: started, watched by pidfd, and written down so that the next broker
// can adopt what lives. A process is named by pid and start time, so a reused pid is never taken for one of
// ours.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/process_spec.hpp"
#include "base/unique_fd.hpp"
#include "loop/event_loop.hpp"

namespace berth::broker {

class ProcessTable {
public:
    struct End {
        std::string how;                   ///< "exited with code 3"
        bool restart_is_pointless = false; ///< its exit code says so (service/exit_code.hpp)
    };
    using OnEnd = std::function<void(const std::string& name, const End& end)>;

    ProcessTable(loop::EventLoop& loop, std::filesystem::path record, OnEnd on_end);
    ~ProcessTable(); ///< leaves every process running
    ProcessTable(const ProcessTable&) = delete;
    ProcessTable& operator=(const ProcessTable&) = delete;

    /// Starts and watches; throws base::Error. Returns the pid.
    int spawn(const std::string& name, const base::ProcessSpec& spec);
    void signal(const std::string& name, int number);
    std::string name_of(int pid) const; ///< "" of a process that is not in the table

    struct Adopted {
        std::string name;
        int pid;
    };
    /// What an earlier broker started and still lives; from now on watched here.
    std::vector<Adopted> adopt();

private:
    struct Process {
        int pid;
        std::uint64_t start_time;
        base::UniqueFd pid_fd;
        loop::Registration registration;
    };

    void watch(const std::string& name, int pid, base::UniqueFd pid_fd);
    void forget(const std::string& name); ///< the process runs on
    void ended(const std::string& name);
    void write_record() const;

    loop::EventLoop& loop_;
    std::filesystem::path record_;
    OnEnd on_end_;
    std::map<std::string, Process> processes_;
};

} // namespace berth::broker
