// SPDX-License-Identifier: Apache-2.0
// berth-init: process 1 of the engine's namespaces. Single-threaded and without ZeroMQ. When it ends, the
// kernel ends every process of its pid namespace, and with the last one the namespaces and all their mounts
// go.
#include <cstdio>

#include <fcntl.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "service/exit_code.hpp"
#include "services/lifecycle/core/start_report.hpp"
#include "services/lifecycle/guest/init.hpp"

namespace {

constexpr int kFailed = static_cast<int>(berth::service::ExitCode::failed);
constexpr int kUsage = static_cast<int>(berth::service::ExitCode::usage);

std::filesystem::path path_of(const std::string& address)
{
    constexpr std::string_view kScheme = "unix://";
    if (address.rfind(kScheme, 0) != 0) {
        throw CLI::ValidationError("--control", address + " is not of the form unix:///path");
    }
    return address.substr(kScheme.size());
}

void report(berth::base::UniqueFd& pipe, const std::string& text)
{
    if (pipe) {
        berth::base::write_all(pipe.get(), text, "the report to berth-engine-ns");
        pipe.reset();
    }
}

} // namespace

int main(int argc, char** argv)
{
    std::filesystem::path control;
    int ready_fd = -1;
    CLI::App app{"Process 1 of the engine (started by berth-engine-ns)"};
    app.add_option_function<std::string>(
           "--control", [&](const std::string& address) { control = path_of(address); },
           "Where to serve the control protocol, unix:///path")
        ->required();
    app.add_option("--ready-fd", ready_fd, "Pipe to say on that it listens");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    berth::base::UniqueFd ready(ready_fd);
    if (ready) {
        (void)::fcntl(ready.get(), F_SETFD, FD_CLOEXEC); // no child of ours may hold it open
    }
    try {
        berth::lifecycle::Init init(control);
        report(ready, berth::lifecycle::encode_ready());
        init.start_guest_halves();
        init.run();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "berth-init: %s\n", error.what());
        if (ready) {
            const std::string hint = "see the log file of berth-engine-ns";
            report(ready, berth::lifecycle::encode_failed({error.what(), hint}));
        }
    }
    return kFailed;
}
