// SPDX-License-Identifier: Apache-2.0
#include "broker/process_table.hpp"

#include <algorithm>
#include <sstream>

#include <poll.h>
#include <sys/wait.h>

#include "base/child.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/pid_fd.hpp"
#include "service/exit_code.hpp"

namespace berth::broker {
namespace {

base::UniqueFd open_if_there(int pid)
{
    try {
        return base::open_pid_fd(pid);
    } catch (const base::SystemError&) {
        return {}; // it ended while nobody watched
    }
}

} // namespace

ProcessTable::ProcessTable(loop::EventLoop& loop, std::filesystem::path record, OnEnd on_end)
    : loop_(loop), record_(std::move(record)), on_end_(std::move(on_end))
{}

ProcessTable::~ProcessTable()
{
    for (const auto& [name, process] : processes_) {
        loop_.remove(process.registration);
    }
}

int ProcessTable::spawn(const std::string& name, const base::ProcessSpec& spec)
{
    base::Child child = base::Child::spawn(spec);
    const int pid = child.pid();
    watch(name, pid, base::open_pid_fd(pid));
    try {
        write_record();
    } catch (const base::Error&) { // unrecorded it could not be adopted: it ends with `child`
        forget(name);
        throw;
    }
    child.release(); // watched here, and it outlives this broker
    return pid;
}

void ProcessTable::forget(const std::string& name)
{
    if (const auto found = processes_.find(name); found != processes_.end()) {
        loop_.remove(found->second.registration);
        processes_.erase(found);
    }
}

void ProcessTable::watch(const std::string& name, int pid, base::UniqueFd pid_fd)
{
    forget(name);
    Process process{pid, base::process_start_time(pid).value_or(0), std::move(pid_fd), 0};
    process.registration = loop_.add_fd(process.pid_fd.get(), POLLIN, [this, name] { ended(name); });
    processes_.insert_or_assign(name, std::move(process));
}

void ProcessTable::ended(const std::string& name)
{
    const auto found = processes_.find(name);
    if (found == processes_.end()) {
        return;
    }
    End end{.how = "ended"}; // of an adopted process nothing more is known: it was another broker's child
    int status = 0;
    if (::waitpid(found->second.pid, &status, WNOHANG) == found->second.pid) {
        const base::ExitStatus ended = WIFSIGNALED(status)
                                           ? base::ExitStatus{.exit_code = 0, .signal = WTERMSIG(status)}
                                           : base::ExitStatus{.exit_code = WEXITSTATUS(status), .signal = 0};
        end = {.how = ended.to_text(),
               .restart_is_pointless = service::restart_is_pointless(ended.exit_code)};
    }
    forget(name);
    write_record();
    on_end_(name, end);
}

void ProcessTable::signal(const std::string& name, int number)
{
    if (const auto found = processes_.find(name); found != processes_.end()) {
        base::send_signal(found->second.pid_fd.get(), number);
    }
}

std::string ProcessTable::name_of(int pid) const
{
    const auto found = std::find_if(processes_.begin(), processes_.end(),
                                    [&](const auto& entry) { return entry.second.pid == pid; });
    return found == processes_.end() ? "" : found->first;
}

void ProcessTable::write_record() const
{
    std::ostringstream text;
    for (const auto& [name, process] : processes_) {
        text << name << ' ' << process.pid << ' ' << process.start_time << '\n';
    }
    base::write_file_atomically(record_, text.str(), 0600);
}

std::vector<ProcessTable::Adopted> ProcessTable::adopt()
{
    std::vector<Adopted> adopted;
    const base::Result<std::string> text = base::read_file(record_);
    if (!text) {
        return adopted; // the first broker of this instance
    }
    std::istringstream lines(*text);
    std::string name;
    int pid = 0;
    std::uint64_t start_time = 0;
    while (lines >> name >> pid >> start_time) {
        base::UniqueFd pid_fd =
            open_if_there(pid); // before the comparison: what was compared is then what is held
        if (pid_fd && base::process_start_time(pid) == start_time) {
            watch(name, pid, std::move(pid_fd));
            adopted.push_back({name, pid});
        }
    }
    write_record();
    return adopted;
}

} // namespace berth::broker
