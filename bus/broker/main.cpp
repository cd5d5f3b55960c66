// SPDX-License-Identifier: Apache-2.0
// berth-broker --instance NAME [--log-level L] [--guardian-fd N]: one for an instance, held by a lock in the
// runtime directory. Exit code 0 only after a complete Shutdown: whoever keeps it running starts it again
// after any other end. N is an inherited pidfd of the guardian, where one keeps it.
#include <csignal>
#include <cstdio>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/instance_processes.hpp"
#include "broker/broker.hpp"
#include "broker/group_access.hpp"
#include "broker/guardian_watch.hpp"
#include "broker/run_files.hpp"
#include "broker/sign_of_life.hpp"
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

/// The inherited pidfd that `--guardian-fd N` names; empty when no guardian keeps this broker.
base::UniqueFd take_guardian(const std::vector<std::string>& arguments)
{
    if (arguments.empty()) {
        return {};
    }
    if (arguments.size() != 2 || arguments[0] != "--guardian-fd" ||
        arguments[1] != std::to_string(broker::kOtherFd)) {
        service::refuse_further(arguments);
    }
    base::UniqueFd guardian(broker::kOtherFd);
    if (::fcntl(guardian.get(), F_SETFD, FD_CLOEXEC) != 0) { // no service may hold it
        (void)guardian.release();                            // it is no descriptor at all
        throw service::Exit(service::ExitCode::usage, "--guardian-fd names no open descriptor");
    }
    return guardian;
}

/// The program that takes a dead guardian's place; it starts this one again as it was started.
base::ProcessSpec guardian_spec(const service::Options& options, const std::string& notify_address)
{
    base::ProcessSpec spec{.program = base::libexec_dir() / "berth-guardian",
                           .arguments = {"--adopt-fd", std::to_string(broker::kOtherFd)}};
    if (!notify_address.empty()) {
        spec.arguments.insert(spec.arguments.end(), {"--notify-socket", notify_address});
    }
    spec.arguments.insert(spec.arguments.end(),
                          {(base::libexec_dir() / "berth-broker").string(), "--instance",
                           options.instance.name(), "--log-level", options.log_level});
    return spec;
}

/// Until a complete Shutdown. False when processes were left that even KILL did not end.
bool serve(const service::Options& options, base::UniqueFd guardian, const fs::path& output_file)
{
    const std::string notify_address = broker::take_notify_address();
    const base::Instance& instance = options.instance;
    loop::EventLoop loop;
    const std::shared_ptr<spdlog::logger> log = service::make_logger(
        "broker", bus::v1::SIDE_HOST, instance.run_dir() / "log.sock", options.log_level, loop);
    const base::UniqueFd signals =
        signal_descriptor(); // before the first ZeroMQ thread, which inherits the mask
    broker::Broker broker(loop,
                          {.bus_dir = instance.bus_dir(),
                           .places = {.instance = instance,
                                      .run_dir = instance.run_dir(),
                                      .program_dir = base::libexec_dir(),
                                      .output_file = output_file}},
                          load_plans(base::share_dir() / "services"), *log, [&loop] { loop.stop(); });
    broker::open_to_group(instance.bus_dir());
    loop.add_fd(signals.get(), POLLIN, [&] {
        signalfd_siginfo info{};
        if (::read(signals.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
            broker.shut_down();
        }
    });
    std::optional<broker::GuardianWatch> guardian_watch;
    if (guardian) {
        guardian_watch.emplace(loop, std::move(guardian), guardian_spec(options, notify_address), *log);
    }
    const broker::SignOfLife sign_of_life(loop, notify_address);
    broker.start_all();
    loop.run();
    if (guardian_watch) {
        guardian_watch->finish();
    }
    return broker.survivors().empty();
}

int run(const service::Options& options)
{
    base::UniqueFd guardian = take_guardian(options.rest);
    const fs::path run_dir = options.instance.run_dir();
    ::umask(0077); // ZeroMQ makes its sockets with it
    make_directories(options.instance);
    const base::UniqueFd lock = take_lock(run_dir / "broker.lock");
    const bool all_ended = serve(options, std::move(guardian), open_output_file(options.instance.log_dir()));
    if (base::engine_process_count(options.instance) !=
        0) { // who was to end it died: the next one finds it by these files
        fmt::print(stderr, "the engine still runs; its files in {} are left\n", run_dir.string());
    } else if (all_ended) {
        const std::vector<std::string> left = broker::remove_run_files(run_dir);
        if (!left.empty()) { // `berth down` says it too
            fmt::print(stderr, "left in {}, as it is not berth's: {}\n", run_dir.string(),
                       fmt::join(left, ", "));
        }
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
