// SPDX-License-Identifier: Apache-2.0
#include "prefix.hpp"

#include <array>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/pid_fd.hpp"

namespace berth::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kVerbDeadline{60000};
constexpr std::chrono::milliseconds kEndDeadline{5000};

fs::path build_dir()
{
    return std::getenv("BERTH_BUILD_DIR");
}

/// A hard link: unlike a symbolic one it is its own place, from which a program finds its siblings.
void link(const fs::path& from, const fs::path& to)
{
    fs::remove(to);
    fs::create_hard_link(from, to);
}

/// A killed one is waited for.
void signal_all(const std::vector<int>& pids, int number)
{
    for (const int pid : pids) {
        try {
            const base::UniqueFd process = base::open_pid_fd(pid);
            base::send_signal(process.get(), number);
            if (number == SIGKILL) {
                (void)base::wait_pid_fd(process.get(), kEndDeadline);
            }
        } catch (const base::Error&) {
            // it ended by itself meanwhile
        }
    }
}

} // namespace

Prefix::Prefix(const FakeServices& services) : instance_("t" + std::to_string(::getpid()))
{
    std::string pattern = (build_dir() / "tests" / "cli-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw base::SystemError("making " + pattern);
    }
    path_ = pattern;
    fs::create_directories(path_ / "bin");
    fs::create_directories(path_ / "libexec/berth");
    fs::create_directories(path_ / "share/berth/services");
    link(build_dir() / "bin/berth", path_ / "bin/berth");
    for (const char* program : {"berth-broker", "berth-guardian"}) {
        link(build_dir() / "libexec/berth" / program, path_ / "libexec/berth" / program);
    }
    for (const FakeService& service : services) {
        link(build_dir() / "tests/cli_fake_service", path_ / "libexec/berth" / ("berth-" + service.name));
        set_service(service);
    }
}

Prefix::~Prefix()
{
    // Broker and guardian each start the other anew, but not while they are stopped.
    signal_all(processes("berth-broker"), SIGSTOP);
    signal_all(processes("berth-guardian"), SIGKILL);
    signal_all(processes(), SIGKILL);
    std::error_code ignored; // the test's result is known; a leftover directory must not hide it
    for (const fs::path& path : {path_, instance_.run_dir(), instance_.state_dir(), instance_.log_dir(),
                                 instance_.settings_file().parent_path()}) {
        fs::remove_all(path, ignored);
    }
}

void Prefix::set_service(const FakeService& service) const
{
    std::string text = "name: \"" + service.name +
                       "\"\nready_deadline { seconds: 20 }\nstop_deadline { seconds: 3 }\n"
                       "restart { first_delay { nanos: 50000000 } max_deaths: 3 }\n";
    for (const std::string& argument : service.arguments) {
        text += "arguments: \"" + argument + "\"\n";
    }
    for (const std::string& need : service.needs) {
        text += "needs: \"" + need + "\"\n";
    }
    base::write_file_atomically(path_ / "share/berth/services" / (service.name + ".textproto"), text);
}

base::Completed Prefix::berth(std::vector<std::string> arguments) const
{
    arguments.insert(arguments.begin(), {"--instance", instance_.name()});
    return base::run(spec(std::move(arguments)), kVerbDeadline);
}

base::Child Prefix::start_berth(std::vector<std::string> arguments, const base::UniqueFd& output) const
{
    arguments.insert(arguments.begin(), {"--instance", instance_.name()});
    base::ProcessSpec started = spec(std::move(arguments));
    started.inherited_fds = {{output.get(), 1}, {output.get(), 2}};
    return base::Child::spawn(started);
}

/// The docker context of the person who runs the tests is none of ours: it goes into the prefix.
base::ProcessSpec Prefix::spec(std::vector<std::string> arguments) const
{
    return {.program = path_ / "bin/berth",
            .arguments = std::move(arguments),
            .environment = std::vector<std::string>{"PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                                                    "DOCKER_CONFIG=" + (path_ / "docker").string()}};
}

nlohmann::json Prefix::berth_json(std::vector<std::string> arguments) const
{
    arguments.emplace_back("--json");
    const base::Completed completed = berth(std::move(arguments));
    INFO(completed.output << completed.error_output);
    nlohmann::json json = nlohmann::json::parse(completed.output, nullptr, false);
    REQUIRE_FALSE(json.is_discarded());
    return json;
}

std::vector<int> Prefix::processes(const std::string& program) const
{
    std::vector<int> found;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
        const std::string pid = entry.path().filename();
        const fs::path exe = fs::read_symlink(entry.path() / "exe", error);
        const bool is_ours = !error && exe.string().rfind(path_.string() + "/", 0) == 0;
        if (is_ours && pid.find_first_not_of("0123456789") == std::string::npos &&
            (program.empty() || exe.filename() == program)) {
            found.push_back(std::stoi(pid));
        }
    }
    return found;
}

std::vector<int> Prefix::processes() const
{
    return processes("");
}

std::string read_until(const base::UniqueFd& from, const std::string& text,
                       std::chrono::milliseconds deadline)
{
    std::string all;
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (all.find(text) == std::string::npos) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd wanted{from.get(), POLLIN, 0};
        INFO(all);
        REQUIRE(left.count() > 0);
        REQUIRE(::poll(&wanted, 1, static_cast<int>(left.count())) >= 0);
        std::array<char, 4096> buffer{};
        if (wanted.revents != 0) {
            const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
            REQUIRE(got > 0);
            all.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }
    return all;
}

bool is_root_or_says_why_not()
{
    if (::geteuid() == 0) {
        return true;
    }
    WARN("skipped: a broker needs root for its directories in /run and /var");
    return false;
}

} // namespace berth::cli
