// SPDX-License-Identifier: Apache-2.0
// berth-projector: one short program a projection. Work in other mount namespaces needs a process with one
// thread, which no program with a ZeroMQ context is; so berth-distro runs this. Output: one line of JSON.
#include <cstdio>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "base/error.hpp"
#include "service/exit_code.hpp"
#include "services/distro/core/projection.hpp"
#include "services/distro/host/projector/projector.hpp"

namespace {

using namespace berth;

constexpr int kFailed = static_cast<int>(service::ExitCode::failed);
constexpr int kUsage = static_cast<int>(service::ExitCode::usage);
constexpr int kDenied = static_cast<int>(service::ExitCode::denied);

using Action = distro::ProjectionReport (*)(const distro::ProjectionRequest&);

int print_error(const std::string& message, const std::string& hint, int code)
{
    // A path of the distro need not be UTF-8.
    std::puts(nlohmann::json{{"error", message}, {"hint", hint}}
                  .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                  .c_str());
    return code;
}

int run(Action action, const distro::ProjectionRequest& request)
{
    if (::geteuid() != 0) {
        return print_error("only root can project a distro", "run it as root", kDenied);
    }
    if (!distro::is_distro_name(request.name)) {
        return print_error("'" + request.name + "' is not a distro name", "use up to 64 of A-Z a-z 0-9 . _ -",
                           kUsage);
    }
    try {
        const distro::ProjectionReport report = action(request);
        const nlohmann::ordered_json line{{"distro", request.name},
                                          {"outcome", report.outcome},
                                          {"engine_path", distro::projection_path(request.name).string()},
                                          {"made_shared", report.made_shared},
                                          {"dropped", report.dropped}};
        std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
        return 0;
    } catch (const base::Error& error) {
        return print_error(error.what(), error.hint(), kFailed);
    }
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("Projects a distro's file tree into the engine at /distros/NAME.", "berth-projector");
    app.require_subcommand(1);
    distro::ProjectionRequest request;
    Action action = nullptr;
    const auto add = [&](const char* name, const char* description, Action what, bool needs_distro) {
        CLI::App* command = app.add_subcommand(name, description);
        command->add_option("--init-pid", request.init_pid, "berth-init, in the caller's pid namespace")
            ->required();
        command->add_option("--name", request.name, "the distro's name")->required();
        if (needs_distro) {
            command->add_option("--distro-pid", request.distro_pid, "a process that lives in the distro")
                ->required();
            command->add_option("--hide", request.hidden,
                                "a directory whose mounts are left out; may be repeated");
        }
        command->callback([&action, what] { action = what; });
    };
    add("attach", "Attach the distro; what is attached is left alone.", distro::attach, true);
    add("detach", "Detach it; what is not attached is left alone.", distro::detach, false);
    add("check", "Whether it is attached and follows the distro.", distro::check, true);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    return run(action, request);
}
