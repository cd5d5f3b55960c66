// SPDX-License-Identifier: Apache-2.0
// berth-distro-ns: starts a distro and leaves it running. Single-threaded and without ZeroMQ: it makes mount
// and pid namespaces. docs/processes/berth-distro-ns.md
#include <cstdio>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "base/error.hpp"
#include "base/instance.hpp"
#include "service/exit_code.hpp"
#include "services/distro/core/projection.hpp"
#include "services/distro/host/launcher/launcher.hpp"

namespace {

using namespace berth;

constexpr int kFailed = static_cast<int>(service::ExitCode::failed);
constexpr int kUsage = static_cast<int>(service::ExitCode::usage);
constexpr int kDenied = static_cast<int>(service::ExitCode::denied);

int print_error(const std::string& message, const std::string& hint, int code)
{
    std::puts(nlohmann::json{{"error", message}, {"hint", hint}}
                  .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                  .c_str());
    return code;
}

int run(distro::LaunchRequest& request)
{
    if (::geteuid() != 0) {
        return print_error("only root can start a distro", "run it as root", kDenied);
    }
    if (!distro::is_distro_name(request.name)) {
        return print_error("'" + request.name + "' is not a distro name", "use up to 64 of A-Z a-z 0-9 . _ -",
                           kUsage);
    }
    try {
        request.init = base::libexec_dir() / "berth-distro-init";
        const distro::Launched launched = distro::launch(request);
        std::puts(nlohmann::json{{"init_host_pid", launched.pid}, {"start_time", launched.start_time}}
                      .dump()
                      .c_str());
        return 0;
    } catch (const base::Error& error) {
        return print_error(error.what(), error.hint(), kFailed);
    }
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("Starts a distro: a root directory in namespaces of its own.", "berth-distro-ns");
    distro::LaunchRequest request;
    app.add_option("--name", request.name, "the distro's name, and its host name")->required();
    app.add_option("--rootfs", request.rootfs, "its root directory")->required();
    app.add_option("--record", request.record, "where its first process is written down")->required();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    return run(request);
}
