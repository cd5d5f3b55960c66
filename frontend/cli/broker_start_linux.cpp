// SPDX-License-Identifier: Apache-2.0
// Two ways to start a broker, chosen by what the machine has; see start_broker() in broker_process.hpp.
#include <array>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "base/files.hpp"
#include "frontend/cli/broker_process.hpp"

namespace berth::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kSystemctlDeadline{30000};

/// As sd_booted(3) finds out whether systemd is PID 1.
bool systemd_runs()
{
    std::error_code error;
    return fs::is_directory("/run/systemd/system", error);
}

/// True when a unit of that name is installed and starts the broker that belongs to this program: a build
/// tree's berth must not start the installed one.
bool unit_is_ours(const std::string& unit_file)
{
    const std::array<const char*, 4> directories{"/etc/systemd/system", "/usr/local/lib/systemd/system",
                                                 "/usr/lib/systemd/system", "/lib/systemd/system"};
    const std::string program = (base::libexec_dir() / "berth-broker").string();
    for (const char* directory : directories) {
        if (const base::Result<std::string> text = base::read_file(fs::path(directory) / unit_file)) {
            return text->find("ExecStart=" + program) != std::string::npos;
        }
    }
    return false;
}

void start_unit(const std::string& unit)
{
    const base::Completed completed =
        base::run({.program = "/usr/bin/systemctl", .arguments = {"start", unit}}, kSystemctlDeadline);
    if (!completed.status.success()) {
        throw Exit(ExitCode::failed,
                   "systemctl start " + unit + " " + completed.status.to_text() + ": " +
                       completed.error_output,
                   "see `systemctl status " + unit + "`");
    }
}

/// The person's environment stays outside, but for what is meant for berth and for the sanitizers of a test
/// build.
std::vector<std::string> clean_environment()
{
    std::vector<std::string> words{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                                   "LANG=C.UTF-8"};
    for (char** word = ::environ; *word != nullptr; ++word) {
        const std::string each = *word;
        const std::string name = each.substr(0, each.find('='));
        const bool is_sanitizer = name.find("SAN_OPTIONS") != std::string::npos;
        if ((name.rfind("BERTH_", 0) == 0 && name != "BERTH_INSTANCE") || is_sanitizer) {
            words.push_back(each);
        }
    }
    return words;
}

base::Child start_guardian(const base::Instance& instance)
{
    base::make_directories(instance.log_dir(), 0750);
    const base::UniqueFd output =
        base::open_file(instance.log_dir() / "output.log", O_WRONLY | O_CREAT | O_APPEND, 0600);
    const base::UniqueFd nothing = base::open_file("/dev/null", O_RDONLY);
    const fs::path programs = base::libexec_dir();
    return base::Child::spawn(
        {.program = programs / "berth-guardian",
         .arguments = {(programs / "berth-broker").string(), "--instance", instance.name()},
         .environment = clean_environment(),
         .inherited_fds = {{nothing.get(), 0}, {output.get(), 1}, {output.get(), 2}},
         .new_session = true});
}

} // namespace

std::optional<base::Child> start_broker(const base::Instance& instance)
{
    const bool is_default = instance.name().empty();
    if (systemd_runs() && unit_is_ours(is_default ? "berth.service" : "berth@.service")) {
        start_unit(is_default ? "berth.service" : "berth@" + instance.name() + ".service");
        return std::nullopt;
    }
    return start_guardian(instance);
}

} // namespace berth::cli
