// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/guest/oci_clamp/process_edit.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace berth::lifecycle {
namespace {

using Json = nlohmann::ordered_json;

Json* find_member(Json& object, const char* name)
{
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
}

bool clamp_oom_score(Json& process, Allowance& allowance)
{
    Json* score = find_member(process, "oomScoreAdj");
    if (score == nullptr || !score->is_number_integer()) {
        return false;
    }
    const auto wanted = score->get<std::int64_t>();
    const std::int64_t allowed = allowance.oom_score_adj(wanted);
    *score = allowed;
    return allowed != wanted;
}

bool clamp_limit(Json& limit, Allowance& allowance)
{
    Json* type = find_member(limit, "type");
    Json* hard = find_member(limit, "hard");
    Json* soft = find_member(limit, "soft");
    if (type == nullptr || hard == nullptr || soft == nullptr || !type->is_string() ||
        !hard->is_number_unsigned() || !soft->is_number_unsigned()) {
        return false;
    }
    const auto wanted = hard->get<std::uint64_t>();
    const std::uint64_t allowed = allowance.hard_limit(type->get<std::string>(), wanted);
    if (allowed >= wanted) {
        return false;
    }
    *hard = allowed;
    *soft = std::min(soft->get<std::uint64_t>(), allowed);
    return true;
}

bool clamp_limits(Json& process, Allowance& allowance)
{
    Json* limits = find_member(process, "rlimits");
    if (limits == nullptr || !limits->is_array()) {
        return false;
    }
    bool changed = false;
    for (Json& limit : *limits) {
        changed = clamp_limit(limit, allowance) || changed;
    }
    return changed;
}

} // namespace

std::optional<std::string> clamp_process(const std::string& text, ProcessFile::Kind kind,
                                         Allowance& allowance)
{
    Json document = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (document.is_discarded()) {
        throw base::Error("the file is not JSON");
    }
    Json* process = kind == ProcessFile::Kind::process ? &document : find_member(document, "process");
    if (process == nullptr) {
        return std::nullopt;
    }
    const bool score_changed = clamp_oom_score(*process, allowance);
    const bool limits_changed = clamp_limits(*process, allowance);
    return score_changed || limits_changed ? std::optional(document.dump()) : std::nullopt;
}

} // namespace berth::lifecycle
