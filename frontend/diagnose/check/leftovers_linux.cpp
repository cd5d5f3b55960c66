// SPDX-License-Identifier: Apache-2.0
// What must not be there while berth is down.
#include "frontend/diagnose/check/check.hpp"

#include <fmt/format.h>

#include "base/files.hpp"
#include "base/linux/instance_processes.hpp"
#include "base/linux/mount.hpp"
#include "services/netbridge/core/link_names.hpp"

namespace berth::diagnose {
namespace {

namespace fs = std::filesystem;

bool lies_below(const std::string& path, const fs::path& directory)
{
    return path.rfind(directory.string() + "/", 0) == 0;
}

/// The store itself may be a disk of its own, and stays mounted.
Finding look_for_mounts(const Scene& scene, Progress& progress)
{
    progress.waits_for("reading /proc/self/mountinfo");
    for (const base::MountInfo& mount : base::read_mountinfo()) {
        if (lies_below(mount.mount_point, scene.instance.run_dir()) ||
            lies_below(mount.mount_point, scene.instance.state_dir() / "images") ||
            lies_below(mount.mount_point, scene.instance.state_dir() / "distros")) {
            return fail(mount.mount_point + " is still mounted", "umount " + mount.mount_point);
        }
    }
    return pass("no mount is left");
}

Finding look_for_loop_devices(const Scene& scene, Progress& progress)
{
    progress.waits_for("reading /sys/block");
    for (const auto& entry : fs::directory_iterator("/sys/block")) {
        const auto file = base::read_file(entry.path() / "loop/backing_file");
        if (file && lies_below(*file, scene.instance.state_dir() / "images")) {
            const std::string device = "/dev/" + entry.path().filename().string();
            return fail(device + " still has " + file->substr(0, file->find('\n')), "losetup -d " + device);
        }
    }
    return pass("no loop device is left");
}

Finding look_for_link(const Scene& scene, Progress& /*progress*/)
{
    const std::string name = netbridge::link_names(scene.instance.name()).host_interface;
    return fs::exists("/sys/class/net/" + name)
               ? fail("network interface " + name + " is still there", "ip link delete " + name)
               : pass("no network interface is left");
}

Finding look_for_processes(const Scene& scene, Progress& progress)
{
    progress.waits_for("reading the engine's cgroup");
    std::string found;
    for (const base::ServiceProcess& process : base::living_services(scene.instance)) {
        found += fmt::format("{}{} (process {})", found.empty() ? "" : ", ", process.name, process.pid);
    }
    if (const std::size_t count = base::engine_process_count(scene.instance); count != 0) {
        found += fmt::format("{}{} processes of the engine", found.empty() ? "" : ", ", count);
    }
    return found.empty() ? pass("no process is left")
                         : fail("still there: " + found, "`" + scene.berth() + " down` ends them");
}

Check leftover_check(const std::string& id, const std::string& title,
                     Finding (*look)(const Scene&, Progress&))
{
    return {.id = "leftovers." + id,
            .title = title,
            .run =
                [look](const Scene& scene, Progress& progress) {
                    return scene.contact.state == Contact::State::not_running ? look(scene, progress)
                                                                              : skip("berth is running");
                },
            .needs = {.root = true}};
}

} // namespace

std::vector<Check> leftover_checks()
{
    return {
        leftover_check("processes", "no process is left while berth is down", look_for_processes),
        leftover_check("mounts", "no mount is left while berth is down", look_for_mounts),
        leftover_check("loop_devices", "no loop device is left while berth is down", look_for_loop_devices),
        leftover_check("link", "no network interface is left while berth is down", look_for_link),
    };
}

} // namespace berth::diagnose
