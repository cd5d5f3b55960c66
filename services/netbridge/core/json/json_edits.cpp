// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/json/json_edits.hpp"

namespace berth::netbridge {

bool for_each_at(const JsonValue& value, std::string_view place,
                 const std::function<void(const JsonValue&)>& visit)
{
    if (place.empty()) {
        visit(value);
        return false;
    }
    const auto behind = [&](std::size_t size) {
        return place.substr(size + (place.substr(size).starts_with('.') ? 1 : 0));
    };
    bool ambiguous = false;
    if (place.starts_with("[]")) {
        value.for_each_element([&](const JsonValue& element) {
            ambiguous = for_each_at(element, behind(2), visit) || ambiguous;
        });
        return ambiguous;
    }
    const std::string_view name = place.substr(0, place.find_first_of(".["));
    int found = 0;
    value.for_each_member([&](const JsonValue& key, const JsonValue& member) {
        if (key.is_key_of(name)) {
            ambiguous = for_each_at(member, behind(name.size()), visit) || ambiguous;
            ++found;
        }
    });
    return ambiguous || found > 1;
}

base::Result<void> JsonEdits::replace(const JsonValue& value, std::string_view new_string)
{
    if (value.decoded() == new_string) {
        replacements_.erase(value.begin());
        return {};
    }
    auto json = to_json_string(new_string);
    if (!json) {
        return json.error();
    }
    replacements_[value.begin()] = Replacement{.end = value.end(), .json = *std::move(json)};
    return {};
}

std::string JsonEdits::apply() const
{
    std::string edited;
    std::size_t done = 0;
    for (const auto& [begin, replacement] : replacements_) {
        edited.append(text_.substr(done, begin - done)).append(replacement.json);
        done = replacement.end;
    }
    return edited.append(text_.substr(done));
}

} // namespace berth::netbridge
