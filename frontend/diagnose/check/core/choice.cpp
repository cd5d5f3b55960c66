// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/choice.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace berth::diagnose {
namespace {

constexpr std::size_t kSuggestions = 3;
constexpr std::size_t kAlike = 3; ///< letters in common before two words are taken for alike

bool is_meant(const std::string& id, const std::string& wanted)
{
    return id == wanted || id.rfind(wanted + ".", 0) == 0;
}

std::string area_of(const std::string& id)
{
    return id.substr(0, id.find('.'));
}

std::string last_part(const std::string& id)
{
    return id.substr(id.rfind('.') + 1);
}

std::size_t common_beginning(const std::string& one, const std::string& other)
{
    const auto end = std::mismatch(one.begin(), one.end(), other.begin(), other.end()).first;
    return static_cast<std::size_t>(end - one.begin());
}

/// How much an id looks like what was typed: "kernal.overlay" and "overlayfs" both mean kernel.overlay.
std::size_t likeness(const std::string& id, const std::string& typed)
{
    const std::size_t by_name = common_beginning(last_part(id), last_part(typed));
    const std::size_t by_area = common_beginning(id, typed);
    return (by_name >= kAlike ? by_name : 0) + (by_area >= kAlike ? by_area : 0);
}

std::string suggestion(const std::vector<std::string>& all, const std::string& typed)
{
    std::vector<std::string> alike;
    std::copy_if(all.begin(), all.end(), std::back_inserter(alike),
                 [&](const std::string& id) { return likeness(id, typed) != 0; });
    std::stable_sort(alike.begin(), alike.end(), [&](const std::string& one, const std::string& other) {
        return likeness(one, typed) > likeness(other, typed);
    });
    alike.resize(std::min(alike.size(), kSuggestions));
    const std::string list = "`berth diagnose check --list` shows every check";
    return alike.empty() ? list : fmt::format("did you mean {}? {}", fmt::join(alike, ", "), list);
}

} // namespace

base::Result<std::vector<std::string>> choose(const std::vector<std::string>& all,
                                              const std::vector<std::string>& wanted)
{
    for (const std::string& each : wanted) {
        if (std::none_of(all.begin(), all.end(), [&](const std::string& id) { return is_meant(id, each); })) {
            return base::Failure{"there is no check '" + each + "'", suggestion(all, each)};
        }
    }
    std::vector<std::string> chosen;
    std::copy_if(all.begin(), all.end(), std::back_inserter(chosen), [&](const std::string& id) {
        return wanted.empty() || std::any_of(wanted.begin(), wanted.end(),
                                             [&](const std::string& each) { return is_meant(id, each); });
    });
    return chosen;
}

std::vector<std::string> areas(const std::vector<std::string>& all)
{
    std::vector<std::string> found;
    for (const std::string& id : all) {
        if (std::find(found.begin(), found.end(), area_of(id)) == found.end()) {
            found.push_back(area_of(id));
        }
    }
    return found;
}

} // namespace berth::diagnose
