// SPDX-License-Identifier: Apache-2.0
#include "tests/support/test_bus.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <sstream>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/pid_fd.hpp"

namespace berth::test {

namespace fs = std::filesystem;
using bus::v1::ServiceStatus;

namespace {

fs::path build_dir()
{
    const char* directory = std::getenv("BERTH_BUILD_DIR"); // set by berth_test()
    REQUIRE(directory != nullptr);
    return directory;
}

/// "name pid start-time" of each service that a broker of the instance has started.
std::vector<std::pair<int, std::uint64_t>> recorded_processes(const base::Instance& instance)
{
    std::vector<std::pair<int, std::uint64_t>> processes;
    const base::Result<std::string> text = base::read_file(instance.run_dir() / "processes");
    std::istringstream lines(text ? *text : "");
    std::string name;
    int pid = 0;
    for (std::uint64_t start_time = 0; lines >> name >> pid >> start_time;) {
        processes.emplace_back(pid, start_time);
    }
    return processes;
}

void kill_if_same(int pid, std::uint64_t start_time)
{
    try {
        const base::UniqueFd pid_fd = base::open_pid_fd(pid);
        if (base::process_start_time(pid) == start_time) {
            base::send_signal(pid_fd.get(), SIGKILL);
            (void)base::wait_pid_fd(pid_fd.get(), kPatience);
        }
    } catch (const base::Error&) {
        // it has ended already
    }
}

/// TERM to a broker, and some time for it to bring its services and its guardian down.
void end_well(int broker)
{
    try {
        const base::UniqueFd pid_fd = base::open_pid_fd(broker);
        base::send_signal(pid_fd.get(), SIGTERM);
        (void)base::wait_pid_fd(pid_fd.get(), kPatience);
    } catch (const base::Error&) {
        // it has ended already
    }
}

} // namespace

TestBus::TestBus() : instance_("t" + std::to_string(::getpid()) + "n")
{
    ::prctl(PR_SET_CHILD_SUBREAPER, 1); // what a killed broker leaves comes here, to be reaped by this test
    install("libexec/berth/berth-broker", "libexec/berth/berth-broker");
    install("libexec/berth/berth-guardian", "libexec/berth/berth-guardian");
    base::make_directories(prefix_ / "share/berth/services");
}

TestBus::~TestBus()
{
    client_.reset();
    end_what_is_left();
    std::error_code ignored; // the test is over; what cannot be removed must not hide its result
    for (const fs::path& directory : {instance_.run_dir(), instance_.log_dir(), instance_.state_dir()}) {
        fs::remove_all(directory, ignored);
    }
}

void TestBus::end_what_is_left()
{
    if (broker_.running()) {
        broker_.signal(SIGTERM);
        (void)broker_.wait(kPatience);
    }
    if (const int pid = broker_pid(); pid != 0) { // its guardian is gone, or is one that it started itself
        end_well(pid);
    }
    if (const int pid = broker_pid(); pid != 0) { // that was not enough
        kill_if_same(pid, base::process_start_time(pid).value_or(0));
    }
    for (const auto& [pid, start_time] : recorded_processes(instance_)) {
        kill_if_same(pid, start_time);
    }
    while (::waitpid(-1, nullptr, WNOHANG) > 0) { // orphans that came here
    }
}

void TestBus::install(const std::string& built, const std::string& as)
{
    const fs::path target = prefix_ / as;
    base::make_directories(target.parent_path());
    std::error_code error;
    fs::create_hard_link(build_dir() / built, target, error); // not a symlink: /proc/self/exe resolves those
    if (error) {
        fs::copy_file(build_dir() / built, target);
    }
}

void TestBus::add_service(const std::string& name, const std::vector<std::string>& needs,
                          const std::vector<std::string>& arguments, const std::string& manifest)
{
    install("tests/berth-fake-service", "libexec/berth/berth-" + name);
    std::string text = "name: '" + name + "'\ndescription: 'a fake'\n";
    for (const std::string& need : needs) {
        text += "needs: '" + need + "'\n";
    }
    for (const std::string& argument : arguments) {
        text += "arguments: '" + argument + "'\n";
    }
    base::write_file_atomically(prefix_ / ("share/berth/services/" + name + ".textproto"),
                                text + manifest + "\n");
}

void TestBus::remove_manifest(const std::string& name)
{
    fs::remove(prefix_ / ("share/berth/services/" + name + ".textproto"));
}

fs::path TestBus::program(const std::string& name) const
{
    return prefix_ / ("libexec/berth/berth-" + name);
}

void TestBus::reap(int pid)
{
    (void)::waitpid(pid, nullptr, 0);
}

void TestBus::start(const std::string& program, std::vector<std::string> arguments)
{
    base::make_directories(instance_.run_dir());
    base::ProcessSpec spec{.program = prefix_ / ("libexec/berth/" + program),
                           .arguments = std::move(arguments)};
    const base::UniqueFd output =
        base::open_file(instance_.run_dir() / "broker.out", O_WRONLY | O_CREAT | O_APPEND, 0600);
    spec.inherited_fds = {{output.get(), 1}, {output.get(), 2}};
    broker_ = base::Child::spawn(spec);
}

void TestBus::start_broker()
{
    start("berth-broker", {"--instance", instance_.name(), "--log-level", "debug"});
}

void TestBus::start_guarded_broker()
{
    start("berth-guardian",
          {(prefix_ / "libexec/berth/berth-broker").string(), "--instance", instance_.name()});
}

std::unique_ptr<client::BusClient> TestBus::connect()
{
    bus::v1::Sender self;
    self.set_service("client/" + std::to_string(::getpid()) + "-" + std::to_string(++connections_));
    self.set_side(bus::v1::SIDE_CLIENT);
    self.set_instance(instance_.name());
    self.set_pid(::getpid());
    return std::make_unique<client::BusClient>(
        loop_, client::Endpoints::in_directory(instance_.bus_dir().string()), self);
}

client::BusClient& TestBus::client()
{
    if (!client_) {
        client_ = connect();
        client_->on_event<bus::v1::ServiceStateChanged>(
            "host.broker.service.", [this](const std::string&, const bus::v1::ServiceStateChanged& event) {
                const ServiceStatus& now = event.service();
                const bool is_new =
                    statuses_.count(now.name()) == 0 || statuses_[now.name()].run() != now.run();
                statuses_[now.name()] = now;
                if (is_new) {
                    history_.push_back(now.name() + " " + ServiceStatus::Run_Name(now.run()).substr(4));
                }
            });
    }
    return *client_;
}

void TestBus::wait_until(const std::string& what, const std::function<bool()>& condition,
                         std::chrono::milliseconds at_most)
{
    const auto end = loop::Clock::now() + at_most;
    while (!condition()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - loop::Clock::now());
        if (left.count() <= 0) {
            const base::Result<std::string> output = base::read_file(instance_.run_dir() / "broker.out");
            FAIL("not in time: " << what << "\nthe broker said:\n"
                                 << (output ? *output : output.error().message));
        }
        constexpr std::chrono::milliseconds kLook{20}; // conditions may look at processes, which wake no loop
        loop_.run_once(std::min(left, kLook));
    }
}

client::Outcome TestBus::ask(const std::string& target, const google::protobuf::Message& command,
                             std::chrono::milliseconds deadline)
{
    std::optional<client::Outcome> outcome;
    client().request(target, command, deadline,
                     client::OnOutcome([&](const client::Outcome& came) { outcome = came; }));
    wait_until(
        "an outcome of " + command.GetTypeName() + " to " + target, [&] { return outcome.has_value(); },
        deadline + kPatience);
    return *outcome;
}

client::Outcome TestBus::tell(const std::string& service, const std::string& command,
                              std::chrono::milliseconds deadline)
{
    return ask(service + "@host", string_value(command), deadline);
}

std::string TestBus::text_of(const client::Outcome& outcome)
{
    google::protobuf::StringValue value;
    return outcome.ok() && value.ParseFromString(outcome.payload) ? value.value()
                                                                  : "failed: " + outcome.status.message();
}

ServiceStatus TestBus::status(const std::string& name)
{
    (void)client();
    return statuses_[name];
}

std::string TestBus::run_of(const std::string& name)
{
    return ServiceStatus::Run_Name(status(name).run()).substr(4);
}

void TestBus::wait_run(const std::string& name, const std::string& run)
{
    wait_until(name + " is " + run, [&] { return run_of(name) == run; });
}

std::size_t TestBus::position(const std::string& change) const
{
    const auto found = std::find(history_.begin(), history_.end(), change);
    INFO("looked for: " << change);
    REQUIRE(found != history_.end());
    return static_cast<std::size_t>(found - history_.begin());
}

std::vector<std::string> TestBus::shut_down()
{
    const client::Outcome outcome = ask("broker@host", bus::v1::Shutdown{}, 2 * kPatience);
    CHECK(outcome.status.message().empty());
    bus::v1::ShutdownResponse response;
    CHECK(response.ParseFromString(outcome.payload));
    return {response.survivors().begin(), response.survivors().end()};
}

bool TestBus::wait_broker_end(std::chrono::milliseconds at_most)
{
    const std::optional<base::ExitStatus> status = broker_.wait(at_most);
    return status && status->success();
}

int TestBus::broker_pid() const
{
    const base::Result<std::string> locks = base::read_file("/proc/locks");
    struct stat lock {};
    if (!locks || ::stat((instance_.run_dir() / "broker.lock").c_str(), &lock) != 0) {
        return 0;
    }
    // "1: FLOCK  ADVISORY  WRITE 123 00:1a:456 0 EOF"
    const std::string inode = ":" + std::to_string(lock.st_ino);
    std::istringstream lines(*locks);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        std::string number, kind, manner, access, file;
        int pid = 0;
        fields >> number >> kind >> manner >> access >> pid >> file;
        if (kind == "FLOCK" && file.size() > inode.size() &&
            file.compare(file.size() - inode.size(), inode.size(), inode) == 0) {
            return pid;
        }
    }
    return 0;
}

} // namespace berth::test
