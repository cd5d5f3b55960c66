// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/kernel_rules.hpp"

#include <fmt/format.h>

namespace berth::diagnose {
namespace {

std::string layout_word(lifecycle::CgroupLayout layout)
{
    switch (layout) {
    case lifecycle::CgroupLayout::none:
        return "none";
    case lifecycle::CgroupLayout::version1:
        return "version 1";
    case lifecycle::CgroupLayout::hybrid:
        return "versions 1 and 2";
    case lifecycle::CgroupLayout::version2:
        break;
    }
    return "version 2";
}

} // namespace

Finding judge_kernel(const std::vector<lifecycle::Finding>& found, const std::string& begins,
                     const std::string& good)
{
    Finding worst = pass(good);
    for (const lifecycle::Finding& each : found) {
        if (each.id.rfind(begins, 0) != 0) {
            continue;
        }
        const Outcome outcome = each.severity == lifecycle::Severity::blocks ? Outcome::fail : Outcome::warn;
        if (worst.outcome == outcome) {
            worst.evidence += "; " + lifecycle::to_line(each);
        } else if (worst.outcome != Outcome::fail) {
            worst = {outcome, lifecycle::to_line(each), each.fix};
        }
    }
    return worst;
}

std::string cgroup_words(const lifecycle::Facts& facts)
{
    return fmt::format("{}: {}", layout_word(facts.cgroup_layout), fmt::join(facts.cgroup_controllers, ", "));
}

std::string namespace_words(const lifecycle::Facts& facts)
{
    return fmt::format("{}", fmt::join(facts.namespaces, ", "));
}

} // namespace berth::diagnose
