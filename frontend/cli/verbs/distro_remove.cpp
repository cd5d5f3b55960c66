// SPDX-License-Identifier: Apache-2.0
// berth distro remove NAME: its files cannot be brought back, so a person is asked first.
#include <google/protobuf/util/time_util.h>

#include "berth/distro/v1/distro.pb.h"
#include "frontend/cli/print/json.hpp"
#include "frontend/cli/print/output.hpp"
#include "frontend/cli/print/question.hpp"
#include "frontend/cli/print/words.hpp"
#include "frontend/cli/session.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

using distro::v1::DistroStatus;

constexpr std::chrono::milliseconds kRemoveDeadline{130000}; // the service deletes for two minutes at most

DistroStatus find(Session& session, const std::string& name)
{
    const auto answer =
        session.get<distro::v1::ListDistrosResponse>("distro@host", distro::v1::ListDistros{});
    for (const DistroStatus& distro : answer.distros()) {
        if (distro.name() == name) {
            return distro;
        }
    }
    throw Exit(ExitCode::failed, "there is no distro " + name, "`berth distro list` shows what there is");
}

/// What would be lost, in one sentence.
std::string loss_words(const DistroStatus& distro)
{
    const auto now = google::protobuf::util::TimeUtil::GetCurrentTime();
    const std::string age = age_words(distro.record().created(), now);
    return "all files of distro " + distro.name() + (age.empty() ? "" : ", made " + age + " ago,") + " in " +
           distro.location() + " will be deleted";
}

void expect_consent(const DistroStatus& distro)
{
    if (!can_ask()) {
        throw Exit(ExitCode::usage, loss_words(distro), "add --yes if that is what you want");
    }
    if (!is_agreed(loss_words(distro) + ". Remove it?")) {
        throw Exit(ExitCode::failed, "distro " + distro.name() + " is not removed");
    }
}

int run(const Invocation& invocation)
{
    const std::string name = invocation.arguments.text("NAME");
    const std::unique_ptr<Session> session = Session::open(invocation.instance);
    const DistroStatus distro = find(*session, name);
    const bool runs = distro.has_process();
    if (!runs && distro.has_record() && !invocation.arguments.flag("yes")) {
        expect_consent(distro); // what is refused anyway needs no question
    }
    distro::v1::RemoveDistro command;
    command.set_name(name);
    const auto answer =
        session->get<distro::v1::RemoveDistroResponse>("distro@host", command, kRemoveDeadline);
    if (invocation.json) {
        print_line(to_json(answer));
    } else {
        print_line("distro " + name + " is removed");
    }
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb distro_remove_verb()
{
    return {.path = "distro remove",
            .summary = "Remove a distro and all its files",
            .options = {{.names = "--yes", .help = "Do not ask"}, json_option("the service's answer")},
            .positionals = {distro_positional()},
            .run = run};
}

} // namespace berth::cli
