// SPDX-License-Identifier: Apache-2.0
// The kernel, by the same trials and rules as the preflight of an engine's start.
#include "frontend/diagnose/check/check.hpp"

#include <fmt/format.h>

#include "base/files.hpp"
#include "frontend/diagnose/check/core/kernel_rules.hpp"
#include "services/lifecycle/host/preflight_linux.hpp"

namespace berth::diagnose {
namespace {

struct Look {
    lifecycle::Facts facts = lifecycle::probe_machine();
    std::vector<lifecycle::Finding> found = lifecycle::find_problems(facts);
};

/// One look serves all: the kernel is the same for the whole run.
const Look& look()
{
    static const Look kLook;
    return kLook;
}

using Words = std::string (*)(const lifecycle::Facts& facts);

Check kernel_check(const std::string& id, const std::string& title, const std::string& begins, Words good,
                   bool needs_root = false)
{
    return {.id = "kernel." + id,
            .title = title,
            .run =
                [begins, good](const Scene&, Progress& progress) {
                    progress.waits_for("trying what the kernel has");
                    return judge_kernel(look().found, begins, good(look().facts));
                },
            .needs = {.root = needs_root}};
}

std::string tried(const lifecycle::Facts& /*facts*/)
{
    return "tried just now: works";
}

std::string has_capabilities(const lifecycle::Facts& /*facts*/)
{
    return "root has every capability that this kernel knows";
}

/// Optional: only programs of other architectures need it.
Finding look_at_binfmt(const Scene& /*scene*/, Progress& progress)
{
    const std::string directory = "/proc/sys/fs/binfmt_misc";
    progress.waits_for("reading " + directory);
    const auto status = base::read_file(directory + "/status");
    if (!status || status->rfind("enabled", 0) != 0) {
        return skip("binfmt_misc is not in use: images of other architectures do not run, all else does");
    }
    std::size_t interpreters = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
        const std::string name = entry.path().filename();
        interpreters += name == "register" || name == "status" ? 0 : 1;
    }
    return pass(fmt::format("enabled, {} interpreters", interpreters));
}

} // namespace

std::vector<Check> kernel_checks()
{
    return {
        kernel_check("namespaces", "the kernel has every kind of namespace", "namespace.", namespace_words),
        kernel_check("overlay", "the kernel has overlayfs", "filesystem.overlay", tried),
        kernel_check("squashfs", "the kernel has squashfs", "filesystem.squashfs", tried),
        kernel_check("loop", "there is a free loop device", "loop", tried, true),
        kernel_check("cgroups", "every cgroup controller can be used", "cgroup", cgroup_words),
        kernel_check("veth", "the kernel has veth", "veth", tried, true),
        kernel_check("bridge", "the kernel has bridges", "bridge", tried, true),
        kernel_check("nftables", "the kernel has nf_tables with NAT", "nf_tables", tried, true),
        kernel_check("bridge_netfilter", "bridged packets pass the packet filter", "br_netfilter", tried),
        kernel_check("tun", "the kernel has tun", "tun", tried, true),
        kernel_check("system_calls", "every system call that berth uses is there", "syscall.", tried),
        kernel_check("capabilities", "root has every capability", "capability.", has_capabilities, true),
        {.id = "kernel.binfmt", .title = "programs of other architectures can be run", .run = look_at_binfmt},
    };
}

} // namespace berth::diagnose
