// SPDX-License-Identifier: Apache-2.0
// Any bytes as JSON: an edit that changes nothing gives every byte back, an edit of all strings gives the
// text that a model of the whole would have, and no text takes the walk out of its bounds.
#include <algorithm>
#include <array>
#include <cstdint>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "services/netbridge/core/json/json_edits.hpp"
#include "services/netbridge/core/json/json_search.hpp"

using namespace berth;
using namespace berth::netbridge;

namespace {

void for_each_string(const JsonValue& value, const std::function<void(const JsonValue&)>& visit)
{
    if (value.is_string()) {
        visit(value);
    }
    value.for_each_element([&](const JsonValue& element) { for_each_string(element, visit); });
    value.for_each_member(
        [&](const JsonValue& /*key*/, const JsonValue& member) { for_each_string(member, visit); });
}

std::string edited(const std::string& text, const std::string& suffix)
{
    JsonEdits edits(text);
    for_each_string(JsonValue::root(text), [&](const JsonValue& value) {
        base::expects(edits.replace(value, value.decoded() + suffix).has_value(), "a string was refused");
    });
    return edits.apply();
}

/// The same edit on a model of the whole text; of duplicate keys both parsers keep the same.
void add_suffix(nlohmann::json& model, const std::string& suffix)
{
    if (model.is_string()) {
        model = model.get<std::string>() + suffix;
    } else if (model.is_structured()) {
        for (auto& element : model) {
            add_suffix(element, suffix);
        }
    }
}

/// Where Go is known to take what the library refuses: bytes, surrogates, big numbers.
bool go_takes_more_of(const std::string& text)
{
    const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
    return !ascii || text.find("\\u") != std::string::npos || text.find_first_of("eE") != std::string::npos ||
           text.size() > 300;
}

void search_finds_what_the_walk_finds(const std::string& text)
{
    constexpr std::array<std::string_view, 5> kPlaces{"", "a", "[].a", "HostConfig.Mounts[].Source", "[][]"};
    using Begins = std::vector<std::size_t>; // of the values at a place
    std::array<Begins, kPlaces.size()> found;
    const auto ambiguous = find_values(text, kPlaces, [&](std::size_t place, const JsonValue& value) {
        found.at(place).push_back(value.begin());
    });
    base::expects(ambiguous.has_value(), "the search refused JSON");
    for (std::size_t place = 0; place < kPlaces.size(); ++place) {
        Begins walked;
        const bool twice = for_each_at(JsonValue::root(text), kPlaces.at(place),
                                       [&](const JsonValue& value) { walked.push_back(value.begin()); });
        base::expects(found.at(place) == walked, "the search and the walk differ");
        base::expects(ambiguous->test(place) == twice, "the search and the walk differ about duplicates");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const bool known = nlohmann::json::accept(text) && !text.starts_with("\xEF\xBB\xBF");
    base::expects(is_json(text) || !known || text.find('\0') != std::string::npos, "JSON was refused");
    base::expects(!is_json(text) || known || go_takes_more_of(text), "what is not JSON was taken");
    if (!is_json(text)) {
        base::expects(!find_values(text, {}, {}), "the search took what is not JSON");
        return 0;
    }
    base::expects(edited(text, "") == text, "an edit that changes nothing changed something");
    const std::string changed = edited(text, "\"\\\n");
    base::expects(is_json(changed), "an edited text is not JSON");
    if (known) {
        nlohmann::json model = nlohmann::json::parse(text);
        add_suffix(model, "\"\\\n");
        base::expects(nlohmann::json::parse(changed) == model, "an edit changed another value");
    }
    search_finds_what_the_walk_finds(text);
    return 0;
}
