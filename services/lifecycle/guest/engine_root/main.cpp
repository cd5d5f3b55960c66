// SPDX-License-Identifier: Apache-2.0
// berth-engine-root: berth-init's helper for mount namespaces (root_protocol.hpp says its verbs). A program
// of its own because building a root changes the mount namespace and the root directory of whoever does it.
#include <cstdio>
#include <string_view>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/linux/namespaces.hpp"
#include "base/linux/unix_socket.hpp"
#include "service/exit_code.hpp"
#include "services/lifecycle/guest/engine_root/daemons_tree.hpp"
#include "services/lifecycle/guest/root_protocol.hpp"

namespace {

using namespace berth;

constexpr int kFailed = static_cast<int>(berth::service::ExitCode::failed);
constexpr int kUsage = static_cast<int>(berth::service::ExitCode::usage);
constexpr int kNotExecuted = 127; // as a shell says it

int build()
{
    try {
        lifecycle::enter_daemons_tree();
        const base::NamespaceFd own("/proc/self/ns/mnt");
        base::send_fd(lifecycle::kRootHelperFd, own.get(), "ready");
        return 0;
    } catch (const std::exception& error) {
        const std::string_view text(error.what());
        (void)!::write(lifecycle::kRootHelperFd, text.data(), text.size()); // or else berth-init sees our end
        return kFailed;
    }
}

int enter(char** command)
{
    // The namespace's descriptor must not reach the daemon.
    if (::fcntl(lifecycle::kRootHelperFd, F_SETFD, FD_CLOEXEC) != 0 ||
        ::setns(lifecycle::kRootHelperFd, CLONE_NEWNS) !=
            0) { // also makes its root ours, and our working directory
        std::fprintf(stderr, "entering the daemons' root: %s\n", base::errno_text(errno).c_str());
        return kNotExecuted;
    }
    ::execv(command[0], command);
    std::fprintf(stderr, "executing %s of the pack: %s\n", command[0], base::errno_text(errno).c_str());
    return kNotExecuted;
}

} // namespace

int main(int argc, char** argv)
{
    const std::string_view verb = argc > 1 ? argv[1] : "";
    if (verb == lifecycle::kBuildVerb && argc == 2) {
        return build();
    }
    if (verb == lifecycle::kEnterVerb && argc > 2) {
        return enter(argv + 2);
    }
    std::fputs("usage: berth-engine-root build | enter PROGRAM [ARGUMENT...]   (run by berth-init)\n",
               stderr);
    return kUsage;
}
