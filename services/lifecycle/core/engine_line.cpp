// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/engine_line.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "services/lifecycle/core/engine_pieces.hpp"

namespace berth::lifecycle {
namespace {

using Json = nlohmann::ordered_json;

/// Fields whose values the daemon makes itself, in forms that no word list has.
constexpr std::array<std::string_view, 6> kOwnFields{"time",     "level",  "version",
                                                     "revision", "commit", "error_type"};
/// Fields that say nothing to anybody who has this line alone, or that hold what a caller sent.
constexpr std::array<std::string_view, 6> kLeftOutFields{"spanID", "traceID",     "form-data",
                                                         "body",   "request-url", "vars"};

template <class Names>
bool is_among(const Names& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// A value of logrus's text form, its end found: `text` begins with it.
std::size_t value_length(std::string_view text)
{
    if (text.empty() || text.front() != '"') {
        return std::min(text.find(' '), text.size());
    }
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            return i + 1;
        }
    }
    return text.size();
}

/// A value of such a field is one word; another one is somebody else's.
std::string own_value(const std::string& text)
{
    constexpr std::size_t kLongest = 64;
    const bool is_own = text.size() <= kLongest && text.find_first_of(" \t") == std::string::npos;
    return is_own ? text : reduced_engine_text(text);
}

/// Only \" and \\ matter here: the pieces of a text are separated by them.
std::string unquoted(std::string_view value)
{
    if (value.empty() || value.front() != '"') {
        return std::string(value);
    }
    std::string text;
    for (std::size_t i = 1; i < value.size() && value[i] != '"'; ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) {
            ++i;
            text += value[i] == '"' || value[i] == '\\' ? value[i] : ' ';
        } else {
            text += value[i];
        }
    }
    return text;
}

std::string quoted(const std::string& text, bool was_quoted)
{
    if (!was_quoted && !text.empty() && text.find_first_of(" =\"\\") == std::string::npos) {
        return text;
    }
    std::string out = "\"";
    for (const char c : text) {
        out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    }
    return out + "\"";
}

std::string reduced_fields(std::string_view line)
{
    std::string out;
    while (!line.empty()) {
        const std::size_t equals = line.find('=');
        const std::string_view key = line.substr(0, equals);
        if (equals == std::string_view::npos || key.find(' ') != std::string_view::npos) {
            return out + (out.empty() ? "" : " ") + reduced_engine_text(line); // no field: as free text
        }
        const std::size_t length = value_length(line.substr(equals + 1));
        const std::string_view value = line.substr(equals + 1, length);
        if (!is_among(kLeftOutFields, key)) {
            const std::string text = unquoted(value);
            const bool is_quoted = !value.empty() && value.front() == '"';
            out += out.empty() ? "" : " ";
            out += reduced_engine_text(key) + "=";
            out += quoted(is_among(kOwnFields, key) ? own_value(text) : reduced_engine_text(text), is_quoted);
        }
        line.remove_prefix(std::min(line.size(), equals + 1 + length));
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    }
    return out;
}

std::string reduced_json(const Json& object)
{
    Json out = Json::object();
    for (const auto& [key, value] : object.items()) {
        if (is_among(kLeftOutFields, key)) {
            continue;
        }
        if (value.is_number() || value.is_boolean()) {
            out[reduced_engine_text(key)] = value;
        } else if (value.is_string() && is_among(kOwnFields, key)) {
            out[reduced_engine_text(key)] = own_value(value.get<std::string>());
        } else {
            out[reduced_engine_text(key)] =
                value.is_string() ? reduced_engine_text(value.get<std::string>()) : std::string(kHidden);
        }
    }
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool starts_with(std::string_view text, std::string_view start)
{
    return text.substr(0, start.size()) == start;
}

} // namespace

std::string reduced_engine_text(std::string_view text)
{
    return reduced_pieces(text);
}

std::string reduced_engine_line(std::string_view line)
{
    if (starts_with(line, "time=\"")) {
        return reduced_fields(line);
    }
    if (starts_with(line, "{\"")) {
        // One level and no more: a line of the daemons has no objects in it, and depth could exhaust the
        // stack.
        bool too_deep = false;
        const auto watch_depth = [&](int depth, Json::parse_event_t /*event*/, Json& /*value*/) {
            too_deep = too_deep || depth > 1;
            return depth <= 1;
        };
        const Json object = Json::parse(line, watch_depth, /*allow_exceptions=*/false);
        if (object.is_object() && !too_deep) {
            return reduced_json(object);
        }
    }
    return is_stack_line(line) ? std::string(line) : reduced_pieces(line);
}

} // namespace berth::lifecycle
