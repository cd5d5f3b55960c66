// SPDX-License-Identifier: Apache-2.0
// berth-broker --instance NAME [--log-level L]: one for an instance, held by a lock in the runtime directory.
// Exit code 0 only after a complete Shutdown: whoever keeps it running starts it again after any other end.
#include <csignal>
#include <cstdio>

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "broker/broker.hpp"
#include "service/logger.hpp"
#include "service/options.hpp"
#include "service/service.hpp"

namespace {

using namespace berth;
namespace fs = std::filesystem;

const service::Identity kIdentity{
    .name = "broker",
    .side = bus::v1::SIDE_HOST,
    .commands = {"berth.bus.v1.ListServices", "berth.bus.v1.StartService", "berth.bus.v1.StopService",
                 "berth.bus.v1.RestartService", "berth.bus.v1.Shutdown"},
    .publishes = {"host.broker.service.<name>"},
};

constexpr off_t kMaxOutputBytes =
    1 << 20; // of the file with the services' standard error, at a broker's start

std::vector<broker::ServicePlan> load_plans(const fs::path& directory)
{
    std::vector<broker::ServicePlan> plans;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
        if (entry.path().extension() == ".textproto") {
            const std::string text = base::read_file(entry.path()).value();
            plans.push_back(broker::parse_manifest(text, entry.path().string()).value());
        }
    }
    if (error) {
        throw base::SystemError("reading the service manifests in " + directory.string(), error.value());
    }
    return broker::in_start_order(std::move(plans)).value();
}

base::UniqueFd take_lock(const fs::path& path)
{
    base::UniqueFd lock = base::open_file(path, O_RDWR | O_CREAT, 0600);
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        throw base::Error("another berth-broker runs for this instance (it holds " + path.string() + ")",
                          "`berth status` talks to it");
    }
    return lock;
}

/// Read-only status for the group "berth", where the machine has one; everything else is root's.
void open_events_to_group(const fs::path& bus_dir)
{
    const group* berth_group = ::getgrnam("berth");
    if (berth_group == nullptr) {
        return;
    }
    for (const fs::path& path : {bus_dir, bus_dir / "events-out.sock"}) {
        if (::chown(path.c_str(), 0, berth_group->gr_gid) != 0) {
            throw base::SystemError("giving " + path.string() + " to group berth");
        }
    }
    if (::chmod(bus_dir.c_str(), 0750) != 0 || ::chmod((bus_dir / "events-out.sock").c_str(), 0660) != 0) {
        throw base::SystemError("opening the event socket to group berth");
    }
}

base::UniqueFd signal_descriptor()
{
    sigset_t set;
    ::sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT}) {
        ::sigaddset(&set, number);
    }
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGHUP, SIG_IGN); // it has no terminal to lose
    if (::sigprocmask(SIG_BLOCK, &set, nullptr) != 0) {
        throw base::SystemError("blocking signals");
    }
    return base::UniqueFd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

void make_directories(const base::Instance& instance)
{
    // Anybody's shell runs the pack's docker client from there.
    base::make_directories(instance.state_dir(), 0755);
    base::make_directories(instance.run_dir(), 0755);
    base::make_directories(instance.bus_dir(), 0700);
    base::make_directories(instance.tunnel_dir(), 0700);
    base::make_directories(instance.log_dir(), 0750);
}

/// The services' standard output and error; the last broker's is kept.
fs::path open_output_file(const fs::path& log_dir)
{
    const fs::path file = log_dir / "output.log";
    struct stat output {};
    if (::stat(file.c_str(), &output) == 0 && output.st_size > kMaxOutputBytes) {
        fs::rename(file, log_dir / "output.log.1");
    }
    return file;
}

/// Until a complete Shutdown. False when processes were left that even KILL did not end.
bool serve(const service::Options& options, const fs::path& output_file)
{
    const base::Instance& instance = options.instance;
    loop::EventLoop loop;
    const std::shared_ptr<spdlog::logger> log = service::make_logger(
        "broker", bus::v1::SIDE_HOST, instance.run_dir() / "log.sock", options.log_level, loop);
    const base::UniqueFd signals =
        signal_descriptor(); // before the first ZeroMQ thread, which inherits the mask
    broker::Broker broker(loop,
                          {.instance = instance,
                           .bus_dir = instance.bus_dir(),
                           .run_dir = instance.run_dir(),
                           .program_dir = base::libexec_dir(),
                           .output_file = output_file},
                          load_plans(base::share_dir() / "services"), *log, [&loop] { loop.stop(); });
    open_events_to_group(instance.bus_dir());
    loop.add_fd(signals.get(), POLLIN, [&] {
        signalfd_siginfo info{};
        if (::read(signals.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
            broker.shut_down();
        }
    });
    broker.start_all();
    loop.run();
    return broker.survivors().empty();
}

int run(const service::Options& options)
{
    const fs::path run_dir = options.instance.run_dir();
    ::umask(0077); // ZeroMQ makes its sockets with it
    make_directories(options.instance);
    const base::UniqueFd lock = take_lock(run_dir / "broker.lock");
    if (serve(options, open_output_file(options.instance.log_dir()))) {
        std::error_code error; // nothing in it is in use any more; a leftover file harms nobody
        fs::remove_all(run_dir, error);
    }
    return static_cast<int>(service::ExitCode::success);
}

} // namespace

int main(int argc, char** argv)
{
    return service::run_program([&] {
        const service::Options options = service::parse_options(argc, argv);
        if (options.describe) {
            std::fputs(service::describe(kIdentity).c_str(), stdout);
            return static_cast<int>(service::ExitCode::success);
        }
        return run(options);
    });
}
