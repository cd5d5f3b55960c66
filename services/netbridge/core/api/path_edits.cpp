// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/api/path_edits.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "services/netbridge/core/api/body_editor.hpp"
#include "services/netbridge/core/api/log_options.hpp"
#include "services/netbridge/core/api/mount_edits.hpp"
#include "services/netbridge/core/json/json_search.hpp"

namespace berth::netbridge {
namespace {

using Kind = PathPlace::Kind;

void edit_log_options(BodyEditor& editor, const JsonValue& options)
{
    options.for_each_member([&](const JsonValue& key, const JsonValue& value) {
        const std::string text = value.is_string() ? value.decoded() : "";
        if (const auto begin = log_path_begin(key.decoded(), text)) {
            editor.edit_part(value, text, *begin, text.size());
        }
    });
}

void edit_bind(BodyEditor& editor, const JsonValue& value, const std::string& text)
{
    // A bind without a source is a container's path alone: an anonymous volume.
    if (const std::size_t end = editor.sides().bind_source_end(text); end != std::string::npos) {
        editor.edit_part(value, text, 0, end, IfMissing::make_directory);
    }
}

void edit_plugin_setting(BodyEditor& editor, const JsonValue& value, const std::string& text)
{
    // "name=value" may be a variable, an argument or a device just as well: only the long form is clear.
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos && text.substr(0, equals).ends_with(".source")) {
        editor.edit_part(value, text, equals + 1, text.size());
    }
}

void edit_string(BodyEditor& editor, const JsonValue& value, Kind kind)
{
    const std::string text = value.decoded();
    switch (kind) {
    case Kind::bind:
        return edit_bind(editor, value, text);
    case Kind::plugin_setting:
        return edit_plugin_setting(editor, value, text);
    case Kind::message:
        return editor.replace(value, editor.sides().message(text));
    default:
        return editor.edit_part(value, text, 0, text.size());
    }
}

void edit(BodyEditor& editor, const JsonValue& value, Kind kind)
{
    switch (kind) {
    case Kind::mount:
        return edit_mount(editor, value);
    case Kind::volume_to_create:
        return edit_volume(editor, value, {.driver = "Driver", .options = "DriverOpts"});
    case Kind::volume:
        return edit_volume(editor, value, {.driver = "Driver", .options = "Options"});
    case Kind::log_options:
        return edit_log_options(editor, value);
    default:
        if (value.is_string()) {
            edit_string(editor, value, kind);
        }
    }
}

/// Of what one member of it means, another decides.
bool has_parts(Kind kind)
{
    return kind == Kind::mount || kind == Kind::volume_to_create || kind == Kind::volume;
}

} // namespace

base::Result<std::string> edit_paths(std::string_view body, std::span<const PathPlace> places,
                                     const PathEditor& sides)
{
    if (body.empty()) {
        return std::string(); // dockerd has its own words for a body that is missing
    }
    BodyEditor editor(body, sides);
    std::array<std::string_view, kMaxPlaces> where{};
    base::expects(places.size() <= where.size(), "a rule has more places than a search");
    std::transform(places.begin(), places.end(), where.begin(),
                   [](const PathPlace& place) { return place.where; });
    PlaceSet found;
    const auto ambiguous = find_values(body, std::span(where).first(places.size()),
                                       [&](std::size_t place, const JsonValue& value) {
                                           found.set(place);
                                           edit(editor, value, places[place].kind);
                                       });
    if (!ambiguous) {
        return base::Failure("the body is not JSON", "");
    }
    for (std::size_t place = 0; place < places.size(); ++place) {
        if (found.test(place) && ambiguous->test(place) && has_parts(places[place].kind)) {
            editor.refuse_ambiguous(places[place].where); // each duplicate of the others means the same alone
        }
    }
    return editor.finish();
}

} // namespace berth::netbridge
