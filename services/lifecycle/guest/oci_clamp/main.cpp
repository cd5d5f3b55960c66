// SPDX-License-Identifier: Apache-2.0
// berth-oci-clamp: an OCI runtime in front of runc for machines where even root lacks CAP_SYS_RESOURCE.
//
// There the kernel refuses a negative OOM score and a raised hard limit, and runc dies of it with words that
// help nobody ("can't get final child's PID from pipe: EOF"). `docker run --oom-score-adj -998`, and every
// Kubernetes sandbox, ask for such a score. This program lowers what the bundle asks for to what the kernel
// grants and becomes runc with the same arguments. It is made the default runtime only where preflight found
// the capability missing. Whatever goes wrong here, runc is run: it gives the better error.
#include <cerrno>
#include <cstdio>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "services/lifecycle/guest/oci_clamp/arguments.hpp"
#include "services/lifecycle/guest/oci_clamp/kernel_allowance.hpp"
#include "services/lifecycle/guest/oci_clamp/process_edit.hpp"

namespace {

constexpr const char* kRuntime = "runc"; // found on PATH, as containerd's shim finds it
constexpr int kCannotExecute = 127;

void clamp_file(const berth::lifecycle::ProcessFile& file)
{
    using namespace berth;
    struct stat status {};
    if (::stat(file.path.c_str(), &status) != 0) {
        throw base::SystemError("looking at " + file.path.string());
    }
    lifecycle::KernelAllowance allowance;
    const std::optional<std::string> edited =
        lifecycle::clamp_process(base::read_file(file.path).value(), file.kind, allowance);
    if (edited) {
        base::write_file_atomically(file.path, *edited, status.st_mode & 07777U);
    }
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    if (const auto file = berth::lifecycle::find_process_file(arguments)) {
        try {
            clamp_file(*file);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "berth-oci-clamp: %s: %s, leaving it as it is\n", file->path.c_str(),
                         error.what());
        }
    }
    std::string name = kRuntime;
    std::vector<char*> words(argv, argv + argc + 1); // with the null at the end
    words.front() = name.data();
    ::execvp(kRuntime, words.data());
    std::fprintf(stderr, "berth-oci-clamp: executing %s: %s\n", kRuntime,
                 berth::base::errno_text(errno).c_str());
    return kCannotExecute;
}
