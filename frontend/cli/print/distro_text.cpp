// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/print/report_text.hpp"
#include "frontend/cli/print/words.hpp"

namespace berth::cli {

using distro::v1::DistroStatus;

namespace {

std::string docker_words(const DistroStatus& distro)
{
    if (distro.integration().in_place()) {
        return "yes";
    }
    return distro.record().integration().wished() ? "not yet" : "-";
}

} // namespace

Table distro_table(const std::vector<DistroStatus>& distros)
{
    Table table({"DISTRO", "STATE", "IN THE ENGINE", "DOCKER", "WHY"});
    for (const DistroStatus& distro : distros) {
        const bool is_failed = distro.state() == DistroStatus::STATE_FAILED;
        const bool is_attached = distro.state() == DistroStatus::STATE_ATTACHED;
        table.add({distro.name(),
                   {enum_word(DistroStatus::State_Name(distro.state()), "STATE_"),
                    is_failed ? Colour::red : (is_attached ? Colour::green : Colour::none)},
                   distro.engine_path().empty() ? "-" : distro.engine_path(),
                   docker_words(distro),
                   distro.why()});
        if (!distro.hint().empty()) {
            table.add_note("hint: " + distro.hint());
        }
        if (!distro.integration().why().empty()) {
            table.add_note("docker in " + distro.name() + ": " + distro.integration().why());
        }
    }
    return table;
}

} // namespace berth::cli
