// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/preflight_linux.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <sstream>

#include <fcntl.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/cgroup_dir.hpp"
#include "services/lifecycle/host/network_probe_linux.hpp"

namespace berth::lifecycle {
namespace {

namespace fs = std::filesystem;

// In the order of their numbers (linux/capability.h).
constexpr std::array kCapabilityNames{"chown",
                                      "dac_override",
                                      "dac_read_search",
                                      "fowner",
                                      "fsetid",
                                      "kill",
                                      "setgid",
                                      "setuid",
                                      "setpcap",
                                      "linux_immutable",
                                      "net_bind_service",
                                      "net_broadcast",
                                      "net_admin",
                                      "net_raw",
                                      "ipc_lock",
                                      "ipc_owner",
                                      "sys_module",
                                      "sys_rawio",
                                      "sys_chroot",
                                      "sys_ptrace",
                                      "sys_pacct",
                                      "sys_admin",
                                      "sys_boot",
                                      "sys_nice",
                                      "sys_resource",
                                      "sys_time",
                                      "sys_tty_config",
                                      "mknod",
                                      "lease",
                                      "audit_write",
                                      "audit_control",
                                      "setfcap",
                                      "mac_override",
                                      "mac_admin",
                                      "syslog",
                                      "wake_alarm",
                                      "block_suspend",
                                      "audit_read",
                                      "perfmon",
                                      "bpf",
                                      "checkpoint_restore"};

std::string text_of(const fs::path& path)
{
    return base::read_file(path).value();
}

/// Asking for the file system makes the kernel load its module, as mounting it would.
bool has_filesystem(const std::string& name, const std::string& listed)
{
    if (listed.find('\t' + name + '\n') != std::string::npos) {
        return true;
    }
    return static_cast<bool>(
        base::UniqueFd(static_cast<int>(::syscall(SYS_fsopen, name.c_str(), 1 /*CLOEXEC*/))));
}

void probe_filesystems(Facts& facts)
{
    const std::string listed = text_of("/proc/filesystems");
    for (const char* name : {"overlay", "squashfs"}) {
        if (has_filesystem(name, listed)) {
            facts.filesystems.insert(name);
        }
    }
}

void probe_namespaces(Facts& facts)
{
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc/self/ns")) {
        facts.namespaces.insert(entry.path().filename());
    }
}

void insert_words(const std::string& text, char separator, std::set<std::string>& into)
{
    std::istringstream words(text);
    for (std::string word; std::getline(words, word, separator);) {
        if (!word.empty() && word != "\n") {
            into.insert(word.back() == '\n' ? word.substr(0, word.size() - 1) : word);
        }
    }
}

void probe_cgroups(Facts& facts)
{
    std::istringstream lines(text_of("/proc/cgroups"));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        std::string name;
        int hierarchy = 0;
        int cgroups = 0;
        int enabled = 0;
        if (fields >> name >> hierarchy >> cgroups >> enabled && enabled != 0) {
            facts.kernel_controllers.insert(name == "blkio" ? "io" : name); // its name in version 2 as well
            facts.kernel_controllers.insert(name);
        }
    }
    std::set<std::string> version2_controllers;
    bool has_version1 = false;
    bool has_version2 = false;
    for (const base::CgroupHierarchy& hierarchy : base::cgroup_hierarchies()) {
        if (hierarchy.version2) {
            has_version2 = true;
            // A mount that another one covers cannot be read, and says nothing that matters.
            if (const auto offered = base::read_file(hierarchy.mount_point / "cgroup.controllers")) {
                insert_words(*offered, ' ', version2_controllers);
            }
        } else if (hierarchy.controllers.rfind("name=", 0) != 0) {
            has_version1 = true;
            insert_words(hierarchy.controllers, ',', facts.cgroup_controllers);
        }
    }
    if (has_version1) {
        facts.cgroup_layout = has_version2 ? CgroupLayout::hybrid : CgroupLayout::version1;
    } else if (has_version2) {
        facts.cgroup_layout = CgroupLayout::version2;
        facts.cgroup_controllers = std::move(version2_controllers);
    }
}

/// Each is called with arguments that no kernel accepts: only its absence (or a filter) gives these two
/// errors.
void probe_system_calls(Facts& facts)
{
    const auto probe = [&](const char* name, long result) {
        if (result < 0 && (errno == ENOSYS || errno == EPERM)) {
            facts.missing_system_calls.insert(name);
        }
    };
    const pid_t own = ::getpid();
    const base::UniqueFd tree(static_cast<int>(::syscall(SYS_open_tree, AT_FDCWD, "/", O_CLOEXEC)));
    probe("open_tree", tree.get());
    const base::UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, own, 0)));
    probe("pidfd_open", process.get());
    probe("pidfd_send_signal", ::syscall(SYS_pidfd_send_signal, process.get(), 0, nullptr, 0));
    if (facts.is_root) { // anybody else gets EPERM from a kernel that has them
        probe("mount_setattr", ::syscall(SYS_mount_setattr, -1, "", 0, nullptr, 0));
        probe("move_mount", ::syscall(SYS_move_mount, -1, "", -1, "", 0));
    }
}

void probe_capabilities(Facts& facts)
{
    unsigned last = 0;
    std::istringstream(text_of("/proc/sys/kernel/cap_last_cap")) >> last;
    const std::string status = text_of("/proc/self/status");
    const std::string label = "CapEff:\t";
    const std::size_t begin = status.find(label);
    base::expects(begin != std::string::npos, "/proc/self/status has no CapEff");
    std::uint64_t effective = 0;
    const char* digits = status.data() + begin + label.size();
    (void)std::from_chars(digits, status.data() + status.size(), effective, 16); // the kernel's own format
    for (unsigned number = 0; number <= last; ++number) {
        if (((effective >> number) & 1U) == 0) {
            facts.missing_capabilities.insert(number < kCapabilityNames.size() ? kCapabilityNames.at(number)
                                                                               : std::to_string(number));
        }
    }
}

Trial failure()
{
    return {base::errno_text(errno)};
}

Trial try_loop_device()
{
    const base::UniqueFd control(::open("/dev/loop-control", O_RDWR | O_CLOEXEC));
    if (!control) {
        return {"opening /dev/loop-control: " + base::errno_text(errno)};
    }
    const int number = ::ioctl(control.get(), LOOP_CTL_GET_FREE);
    if (number < 0) {
        return failure();
    }
    const std::string path = "/dev/loop" + std::to_string(number);
    return fs::exists(path) ? Trial{} : Trial{path + " does not exist"};
}

Trial try_tun()
{
    const base::UniqueFd tun(::open("/dev/net/tun", O_RDWR | O_CLOEXEC));
    return tun ? Trial{} : Trial{"opening /dev/net/tun: " + base::errno_text(errno)};
}

} // namespace

Facts probe_machine()
{
    Facts facts;
    facts.is_root = ::geteuid() == 0;
    probe_filesystems(facts);
    probe_namespaces(facts);
    probe_cgroups(facts);
    probe_system_calls(facts);
    probe_capabilities(facts);
    facts.bridge_netfilter = fs::exists("/proc/sys/net/bridge/bridge-nf-call-iptables");
    if (facts.is_root) {
        facts.loop_device = try_loop_device();
        facts.tun = try_tun();
        NetworkTrials network = try_network();
        facts.veth = std::move(network.veth);
        facts.bridge = std::move(network.bridge);
        facts.nf_tables = std::move(network.nf_tables);
    }
    return facts;
}

} // namespace berth::lifecycle
