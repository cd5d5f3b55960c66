// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/guest/power_off.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/mount.hpp"

namespace berth::lifecycle {
namespace {

namespace fs = std::filesystem;

bool has_children()
{
    siginfo_t info{};
    return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

/// In version 1 of cgroups a frozen process does not even take KILL: a paused container would hold us up for
/// ever.
void thaw_everything()
{
    std::error_code ignored; // no freezer of version 1, or a cgroup that ends as we look
    for (fs::recursive_directory_iterator it("/sys/fs/cgroup/freezer", ignored), end; it != end;
         it.increment(ignored)) {
        if (it->path().filename() == "freezer.state") {
            try {
                base::write_existing(it->path(), "THAWED");
            } catch (const base::SystemError&) {
                // the cgroup is gone
            }
        }
    }
}

} // namespace

void EndOfProcesses::begin(std::chrono::milliseconds grace, std::function<void()> done)
{
    done_ = std::move(done);
    thaw_everything();
    (void)::kill(-1, SIGTERM); // ESRCH: nobody is left
    kill_timer_ = reactor_.after(std::min(grace, kTermGrace), [] {
        thaw_everything();
        (void)::kill(-1, SIGKILL);
    });
    child_ended();
}

void EndOfProcesses::child_ended()
{
    if (done_ && !has_children()) {
        reactor_.cancel(kill_timer_);
        std::exchange(done_, nullptr)();
    }
}

void let_go_of_store()
{
    for (const char* path : {"/var/lib/docker", "/var/lib/containerd"}) {
        try {
            const base::UniqueFd directory = base::open_file(path, O_RDONLY | O_DIRECTORY);
            (void)::syncfs(directory.get()); // an I/O error here has been reported to who wrote
        } catch (const base::SystemError&) {
            // not mounted: nothing to write
        }
        (void)::chdir("/");
        base::unmount(path, base::kDetachMount);
    }
}

} // namespace berth::lifecycle
