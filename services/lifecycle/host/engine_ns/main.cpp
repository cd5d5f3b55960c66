// SPDX-License-Identifier: Apache-2.0
// berth-engine-ns: makes the engine's namespaces and root, starts berth-init in them as process 1 and leaves
// it running. Prints {"init_host_pid":N,"start_time":T} and exits 0 once berth-init listens; with one message
// and nothing left behind otherwise (service/exit_code.hpp). Single-threaded and without ZeroMQ: it makes
// mount and pid namespaces.
#include <cstdio>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <unistd.h>

#include "base/error.hpp"
#include "base/linux/pid_fd.hpp"
#include "service/exit_code.hpp"
#include "services/lifecycle/host/engine_ns/launcher.hpp"
#include "services/lifecycle/host/engine_ns/options.hpp"

namespace {

constexpr int kFailed = static_cast<int>(berth::service::ExitCode::failed);
constexpr int kUsage = static_cast<int>(berth::service::ExitCode::usage);
constexpr int kDenied = static_cast<int>(berth::service::ExitCode::denied);

void add_options(CLI::App& app, berth::lifecycle::EngineOptions& options)
{
    app.add_option("--instance", options.instance, "Instance name; empty is the default one");
    app.add_option("--base-rootfs", options.base_rootfs, "Base image's root, a squashfs file")->required();
    app.add_option("--pack-rootfs", options.pack_rootfs, "Version pack's root, a squashfs file")->required();
    app.add_option("--store", options.store, "Store directory")->required();
    app.add_option("--tunnel-dir", options.tunnel_dir, "Directory shared with the engine")->required();
    app.add_option("--log-file", options.log_file, "Where berth-init's standard error goes");
    app.add_option("--cgroup", options.cgroup, "Name of the engine's cgroup")->required();
    app.add_option("--hostname", options.hostname, "Host name inside the engine")->required();
}

void print_failure(const berth::base::Error& error)
{
    std::fprintf(stderr, "berth-engine-ns: %s%s%s\n", error.what(), error.hint().empty() ? "" : "; ",
                 error.hint().c_str());
}

} // namespace

int main(int argc, char** argv)
{
    berth::lifecycle::EngineOptions options;
    CLI::App app{"Make the engine's namespaces and start berth-init in them"};
    add_options(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    try {
        if (::geteuid() != 0) {
            print_failure(
                berth::base::Error("making the engine's namespaces needs root", "run it with sudo"));
            return kDenied;
        }
        const pid_t pid = berth::lifecycle::launch_engine(options);
        const auto start_time = berth::base::process_start_time(pid);
        if (!start_time) {
            throw berth::base::Error("berth-init ended just after it had started", "see the engine's log");
        }
        std::printf("{\"init_host_pid\":%d,\"start_time\":%llu}\n", pid,
                    static_cast<unsigned long long>(*start_time));
        return 0;
    } catch (const berth::base::Error& error) {
        print_failure(error);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "berth-engine-ns: %s\n", error.what());
    }
    return kFailed;
}
