// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/core/redaction.hpp"

#include "frontend/diagnose/bundle/core/foreign_paths.hpp"
#include "logging/core/secret_names.hpp"

namespace berth::bundle {
namespace {

bool ends_with(const std::string& text, std::string_view end)
{
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Members that a collector has turned into a pseudonym's id: "image" holds a digest.
constexpr std::string_view kHashedMember = "image_digest";

} // namespace

std::string Redaction::text(std::string_view text, logging::RedactionCounts& counts)
{
    std::string out = logging::without_secrets(secrets_.without(text, counts), counts);
    std::size_t paths = 0;
    std::size_t names = 0;
    out = names_.in_text(without_foreign_paths(out, names_, paths), names);
    if (paths > 0) {
        counts["path"] += paths;
    }
    if (names > 0) {
        counts["name"] += names;
    }
    return out;
}

Json Redaction::member(const std::string& name, const Json& value, logging::RedactionCounts& counts,
                       unsigned depth)
{
    if (name == kHashedMember && value.is_string()) {
        ++counts["image-digest"];
        return names_.hashed("image", value.get<std::string>());
    }
    if (logging::is_secret_name(name) && value.is_string() && !value.get<std::string>().empty()) {
        ++counts["assignment"];
        return std::string(logging::kRedacted);
    }
    return json(value, counts, depth);
}

Json Redaction::json(const Json& value, logging::RedactionCounts& counts, unsigned depth)
{
    if (value.is_string()) {
        return text(value.get_ref<const std::string&>(), counts);
    }
    if (depth == kDeepest && value.is_structured()) {
        return nullptr;
    }
    if (value.is_array()) {
        Json out = Json::array();
        for (const Json& element : value) {
            out.push_back(json(element, counts, depth + 1));
        }
        return out;
    }
    if (!value.is_object()) {
        return value;
    }
    Json out = Json::object();
    for (const auto& [name, inner] : value.items()) {
        out[text(name, counts)] = member(name, inner, counts, depth + 1);
    }
    return out;
}

std::string Redaction::lines(const std::string& content, bool are_json, logging::RedactionCounts& counts)
{
    std::string out;
    for (std::size_t at = 0; at < content.size();) {
        const std::size_t end = std::min(content.find('\n', at), content.size());
        const std::string line = content.substr(at, end - at);
        const Json value = are_json ? Json::parse(line, nullptr, /*allow_exceptions=*/false) : Json();
        out += value.is_object() ? json(value, counts).dump(-1, ' ', false, Json::error_handler_t::replace)
                                 : text(line, counts);
        out += '\n';
        at = end + 1;
    }
    return out;
}

std::string Redaction::file(const std::string& path, const std::string& content,
                            logging::RedactionCounts& counts)
{
    if (ends_with(path, ".json")) {
        const Json value = Json::parse(content, nullptr, /*allow_exceptions=*/false);
        return value.is_discarded()
                   ? text(content, counts)
                   : json(value, counts).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    }
    return lines(content, ends_with(path, ".jsonl"), counts);
}

} // namespace berth::bundle
