// SPDX-License-Identifier: Apache-2.0
// A whole engine from real images: namespaces, berth-init, containerd and dockerd; killed, restarted, powered
// off. BERTH_TEST_BASE_ROOTFS and BERTH_TEST_PACK_ROOTFS name the two squashfs files.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.hpp"
#include "base/files.hpp"
#include "base/instance.hpp"
#include "base/linux/cgroup_dir.hpp"
#include "base/linux/namespaces.hpp"
#include "base/linux/pid_fd.hpp"
#include "base/linux/unix_socket.hpp"
#include "services/lifecycle/host/init_client.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth;
using namespace berth::lifecycle;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr auto kStartDeadline = 20s;
constexpr auto kPingDeadline = 60s;
constexpr auto kStopDeadline = 30s;
constexpr auto kGoneDeadline = 5s; // the kernel frees mounts and loop devices just after the last process
constexpr const char* kDaemonJson =
    R"({"live-restore":true,"hosts":["unix:///run/docker.sock"],"pidfile":"/run/docker.pid",)"
    R"("containerd":"/run/containerd/containerd.sock","exec-root":"/run/docker"})";

bool skipped()
{
    if (::geteuid() != 0) {
        WARN("skipped: needs root");
        return true;
    }
    return false;
}

/// For what the kernel does in its own time and tells nobody about.
bool eventually(std::chrono::milliseconds deadline, const std::function<bool()>& holds)
{
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
        (void)::poll(nullptr, 0, 10);
    }
    return true;
}

bool ping(pid_t init)
{
    try {
        const base::UniqueFd socket =
            base::connect_unix("/proc/" + std::to_string(init) + "/root/run/docker.sock");
        base::write_all(socket.get(), "GET /_ping HTTP/1.0\r\n\r\n", "the ping");
        std::string answer(4096, '\0');
        pollfd entry{socket.get(), POLLIN, 0};
        if (::poll(&entry, 1, 5000) != 1) {
            return false;
        }
        const ssize_t got = ::read(socket.get(), answer.data(), answer.size());
        return got > 0 && answer.find(" 200 OK") != std::string::npos;
    } catch (const base::Error&) {
        return false; // not there yet
    }
}

bool any_loop_device_of(const fs::path& directory)
{
    for (const fs::directory_entry& device : fs::directory_iterator("/sys/block")) {
        const auto backing = base::read_file(device.path() / "loop" / "backing_file");
        if (backing && backing->rfind(directory.string(), 0) == 0) {
            return true;
        }
    }
    return false;
}

/// In the host's pid namespace.
pid_t find_process(const base::CgroupDir& cgroup, const std::string& command)
{
    for (const pid_t pid : cgroup.processes()) {
        if (base::read_file("/proc/" + std::to_string(pid) + "/comm").value() == command + "\n") {
            return pid;
        }
    }
    return 0;
}

/// Runs in a child in the mount namespace of the process; true when the function succeeds there.
bool in_mount_namespace_of(pid_t pid, bool (*function)())
{
    const base::NamespaceFd target(pid, "mnt");
    const pid_t child = ::fork();
    if (child == 0) {
        target.enter();
        ::_exit(function() ? 0 : 1);
    }
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool attach_distro()
{
    return ::mkdir("/run/berth/private/distros-rw/test", 0755) == 0 &&
           ::mount("none", "/distros/test", "tmpfs", 0, nullptr) == 0 &&
           ::mkdir("/distros/test/home", 0755) == 0;
}

/// One engine's directories, programs and end.
class Engine {
public:
    Engine()
        : cgroup("berth-test-" + std::to_string(::getpid())),
          mounts_before_(base::read_file("/proc/self/mountinfo").value())
    {
        for (const char* name : {"store", "tunnel"}) {
            fs::create_directory(directory / name);
        }
    }
    ~Engine()
    {
        if (init > 0) { // a failed test: take everything down with process 1
            base::send_signal(pid_fd.get(), SIGKILL);
            (void)base::wait_pid_fd(pid_fd.get(), kGoneDeadline);
        }
        if (cgroup.exists()) {
            cgroup.remove();
        }
    }

    base::Completed start(const fs::path& base_rootfs, const fs::path& pack_rootfs)
    {
        return base::run(
            {.program = base::libexec_dir() / "berth-engine-ns",
             .arguments = {"--instance", "", "--base-rootfs", base_rootfs.string(), "--pack-rootfs",
                           pack_rootfs.string(), "--store", (directory / "store").string(), "--tunnel-dir",
                           (directory / "tunnel").string(), "--cgroup", cgroup_name(), "--hostname",
                           "berth-test"}},
            kStartDeadline);
    }

    /// Links or copies the image into the test's own directory, so that its loop device can be told from
    /// others.
    fs::path own_copy(const char* variable, const std::string& name)
    {
        std::error_code error;
        fs::create_hard_link(std::getenv(variable), directory / name, error);
        if (error) {
            fs::copy_file(std::getenv(variable), directory / name);
        }
        return directory / name;
    }

    v1::InitReply ask(const v1::InitRequest& request)
    {
        std::optional<base::Result<v1::InitReply>> outcome;
        client->request(request, kStopDeadline,
                        [&](const base::Result<v1::InitReply>& reply) { outcome = reply; });
        while (!outcome) {
            loop.run_once(kStopDeadline);
        }
        return outcome->value();
    }

    v1::GuestProcess process(const std::string& name)
    {
        v1::InitRequest request;
        request.mutable_get_processes();
        const v1::InitReply reply = ask(request);
        for (const v1::GuestProcess& found : reply.processes()) {
            if (found.name() == name) {
                return found;
            }
        }
        return {};
    }

    std::string cgroup_name() const { return "berth-test-" + std::to_string(::getpid()); }
    bool left_nothing()
    {
        return !cgroup.exists() && !any_loop_device_of(directory.path()) &&
               base::read_file("/proc/self/mountinfo").value() == mounts_before_;
    }

    test::TempDir directory;
    base::CgroupDir cgroup;
    pid_t init = 0;
    base::UniqueFd pid_fd;
    loop::EventLoop loop;
    std::unique_ptr<InitClient> client;

private:
    std::string mounts_before_;
};

} // namespace

TEST_CASE("A damaged image fails the start with its name and a hint, and leaves nothing behind", "[root]")
{
    if (skipped()) {
        return;
    }
    Engine engine;
    base::write_file_atomically(engine.directory / "base.squashfs", std::string(8192, 'x'));
    base::write_file_atomically(engine.directory / "pack.squashfs", std::string(8192, 'x'));
    const auto completed =
        engine.start(engine.directory / "base.squashfs", engine.directory / "pack.squashfs");
    CHECK(completed.status.exit_code == 1);
    CHECK(completed.output.empty());
    CHECK_THAT(completed.error_output, Catch::Contains((engine.directory / "base.squashfs").string()));
    CHECK_THAT(completed.error_output, Catch::Contains("install the image again"));
    CHECK(eventually(kGoneDeadline, [&] { return engine.left_nothing(); }));
}

TEST_CASE("An engine starts, gets over the death of its daemons, and powers off without a trace", "[root]")
{
    if (skipped()) {
        return;
    }
    if (std::getenv("BERTH_TEST_BASE_ROOTFS") == nullptr ||
        std::getenv("BERTH_TEST_PACK_ROOTFS") == nullptr) {
        WARN("skipped: BERTH_TEST_BASE_ROOTFS and BERTH_TEST_PACK_ROOTFS name no images");
        return;
    }
    Engine engine;
    const auto completed = engine.start(engine.own_copy("BERTH_TEST_BASE_ROOTFS", "base.squashfs"),
                                        engine.own_copy("BERTH_TEST_PACK_ROOTFS", "pack.squashfs"));
    INFO(completed.error_output);
    REQUIRE(completed.status.success());
    const auto report = nlohmann::json::parse(completed.output);
    engine.init = report.at("init_host_pid");
    engine.pid_fd = base::open_pid_fd(engine.init);
    CHECK(base::process_start_time(engine.init) == report.at("start_time").get<std::uint64_t>());
    std::vector<v1::InitEvent> events;
    engine.client =
        std::make_unique<InitClient>(engine.loop, engine.directory / "tunnel" / "init.sock",
                                     [&](const v1::InitEvent& event) { events.push_back(event); });

    v1::InitRequest start;
    start.mutable_start_daemons()->set_daemon_config_json(kDaemonJson);
    REQUIRE(engine.ask(start).failure().empty());
    REQUIRE(eventually(kPingDeadline, [&] { return ping(engine.init); }));

    SECTION("a distro that is attached is seen by the daemons, and one that is not fails loudly")
    {
        const std::string root = "/proc/" + std::to_string(find_process(engine.cgroup, "dockerd")) + "/root";
        CHECK(in_mount_namespace_of(engine.init, attach_distro));
        CHECK(fs::exists(root + "/distros/test/home"));
        errno = 0;
        CHECK(::mkdir((root + "/distros/other").c_str(), 0755) != 0);
        CHECK(errno == EROFS);
        CHECK_FALSE(fs::exists(root + "/run/berth/private/pack")); // what is private stays private
    }
    SECTION("killed daemons are back, and say so")
    {
        for (const char* name : {"dockerd", "containerd"}) {
            const std::int32_t before = engine.process(name).pid();
            REQUIRE(before > 0);
            REQUIRE(::kill(find_process(engine.cgroup, name), SIGKILL) == 0);
            REQUIRE(eventually(kPingDeadline, [&] {
                const v1::GuestProcess now = engine.process(name);
                return now.pid() > 0 && now.pid() != before;
            }));
            CHECK(engine.process(name).restarts() == 1);
            CHECK(engine.process(name).last_exit() == "was killed by signal 9 (Killed)");
        }
        CHECK(eventually(kPingDeadline, [&] { return ping(engine.init); }));
        CHECK(events.size() >= 4);
    }
    SECTION("daemons that were stopped start again")
    {
        v1::InitRequest stop;
        stop.mutable_stop_daemons()->mutable_deadline()->set_seconds(kStopDeadline.count());
        CHECK(engine.ask(stop).failure().empty());
        CHECK(engine.process("dockerd").pid() == 0);
        CHECK(engine.process("dockerd").last_exit() == "exited with code 0");
        CHECK(engine.ask(start).failure().empty());
        CHECK(eventually(kPingDeadline, [&] { return ping(engine.init); }));
    }

    v1::InitRequest power_off;
    power_off.mutable_power_off()->mutable_deadline()->set_seconds(kStopDeadline.count());
    CHECK(engine.ask(power_off).failure().empty());
    REQUIRE(base::wait_pid_fd(engine.pid_fd.get(), kGoneDeadline));
    engine.init = 0;
    CHECK(engine.cgroup.processes().empty());
    engine.cgroup.remove();
    CHECK(eventually(kGoneDeadline, [&] { return engine.left_nothing(); }));
}
