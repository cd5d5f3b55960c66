// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/core/reduce.hpp"

#include "base/error.hpp"

namespace berth::bundle {

Json reduced(const Json& value, const Json& allowed)
{
    if (allowed.is_boolean()) {
        return value.is_primitive() ? value : Json(nullptr);
    }
    if (allowed.is_array() && value.is_array()) {
        Json kept = Json::array();
        for (const Json& element : value) {
            kept.push_back(reduced(element, allowed.at(0)));
        }
        return kept;
    }
    if (allowed.is_object() && value.is_object()) {
        Json kept = Json::object();
        for (const auto& [name, shape] : allowed.items()) {
            if (const auto found = value.find(name); found != value.end()) {
                kept[name] = reduced(*found, shape);
            }
        }
        return kept;
    }
    return nullptr;
}

Json parse_reduced(const std::string& text, const Json& allowed, const std::string& what)
{
    const Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (value.is_discarded()) {
        throw base::Error(what + " is no JSON");
    }
    return reduced(value, allowed);
}

} // namespace berth::bundle
