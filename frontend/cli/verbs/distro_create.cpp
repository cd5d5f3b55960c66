// SPDX-License-Identifier: Apache-2.0
// berth distro create NAME --rootfs FILE: the service unpacks; its events are the progress.
#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "berth/distro/v1/distro.pb.h"
#include "frontend/cli/print/json.hpp"
#include "frontend/cli/print/output.hpp"
#include "frontend/cli/session.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

constexpr unsigned kTimeoutSeconds = 3600;
constexpr std::chrono::milliseconds kCancelDeadline{130000}; // the service deletes for two minutes at most

using Created = distro::v1::CreateDistroResponse;

distro::v1::CreateDistro command_of(const Invocation& invocation)
{
    if (!invocation.arguments.has("rootfs")) {
        throw Exit(ExitCode::usage, "a distro is made from a file",
                   "name the tar file of a root file system with --rootfs");
    }
    distro::v1::CreateDistro command;
    command.set_name(invocation.arguments.text("NAME"));
    command.set_rootfs_file(std::filesystem::absolute(invocation.arguments.text("rootfs")).string());
    command.set_default_user(invocation.arguments.text("default-user"));
    return command;
}

std::string progress_words(const distro::v1::DistroUnpackProgressed& progress)
{
    constexpr std::uint64_t kMegabyte = 1000000;
    const std::uint64_t total = std::max<std::uint64_t>(progress.total_bytes(), 1);
    return fmt::format("  unpacking  {} %  {} of {} MB", progress.read_bytes() * 100 / total,
                       progress.read_bytes() / kMegabyte, progress.total_bytes() / kMegabyte);
}

void show_progress(Session& session, const std::string& name)
{
    session.bus().on_event<distro::v1::DistroUnpackProgressed>(
        "host.distro.unpack." + name,
        [name](const std::string& topic, const distro::v1::DistroUnpackProgressed& progress) {
            if (topic == "host.distro.unpack." + name) { // not a longer name's
                show_live_line(standard_error(), progress_words(progress));
            }
        });
}

[[noreturn]] void cancel(const Invocation& invocation, const std::string& name)
{
    distro::v1::RemoveDistro command;
    command.set_name(name);
    (void)Session::open(invocation.instance) // it may have been completed or have failed at this moment
        ->ask<distro::v1::RemoveDistroResponse>("distro@host", command, kCancelDeadline);
    throw Exit(ExitCode::failed, "interrupted; nothing is left of distro " + name);
}

Created create(const Invocation& invocation, const distro::v1::CreateDistro& command)
{
    const std::unique_ptr<Session> session = Session::open(invocation.instance);
    if (!invocation.json) {
        show_progress(*session, command.name());
    }
    const std::chrono::seconds deadline(invocation.arguments.count("timeout", kTimeoutSeconds));
    std::optional<Answer<Created>> answer;
    session->bus().request<Created>("distro@host", command, deadline,
                                    [&](const client::Outcome& outcome, const Created& response) {
                                        answer = Answer<Created>{outcome.status, response};
                                    });
    const Session::Waited waited =
        session->wait([&] { return answer.has_value(); }, deadline + kAnswerDeadline);
    show_live_line(standard_error(), "");
    if (waited == Session::Waited::interrupted) {
        cancel(invocation, command.name());
    }
    if (!answer) {
        throw Exit(ExitCode::deadline, "the distro service did not answer");
    }
    if (!answer->ok()) {
        throw exit_for(answer->status);
    }
    return answer->response;
}

int run(const Invocation& invocation)
{
    const Created created = create(invocation, command_of(invocation));
    if (invocation.json) {
        print_line(to_json(created));
    } else {
        print_line(
            fmt::format("distro {0} is made; `berth distro run {0}` enters it", created.distro().name()));
    }
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb distro_create_verb()
{
    return {.path = "distro create",
            .summary = "Make a distro from the archive of a root file system",
            .options = {{.names = "--rootfs",
                         .help = "A tar file, also compressed with gzip, xz or zstd",
                         .kind = Option::Kind::text,
                         .value_name = "FILE"},
                        {.names = "--default-user",
                         .help = "Whom commands run as (default: what its /etc/wsl.conf says, else root)",
                         .kind = Option::Kind::text,
                         .value_name = "USER"},
                        timeout_option("How long to wait", kTimeoutSeconds),
                        json_option("the service's answer")},
            .positionals = {{.name = "NAME", .help = "What it shall be called, and its host name"}},
            .run = run};
}

} // namespace berth::cli
