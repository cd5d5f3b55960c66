// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/path_places.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "services/netbridge/core/json_text.hpp"
#include "services/netbridge/core/volume_options.hpp"

namespace berth::netbridge {
namespace {

/// Collects replacements of string values, keyed by where they begin: two rules may find the same place.
class BodyEditor {
public:
    BodyEditor(std::string_view body, const PathEditor& editor) : body_(body), editor_(editor) {}

    void visit(const JsonValue& value, std::string_view where, PathPlace::Kind kind)
    {
        if (where.empty()) {
            edit(value, kind);
            return;
        }
        if (where.starts_with("[]")) {
            const std::string_view rest = where.substr(where.substr(2).starts_with('.') ? 3 : 2);
            value.for_each_element([&](const JsonValue& element) { visit(element, rest, kind); });
            return;
        }
        const std::string_view name = where.substr(0, where.find_first_of(".["));
        const std::string_view rest =
            where.substr(name.size() + (where.substr(name.size()).starts_with('.') ? 1 : 0));
        value.for_each_member([&](const JsonValue& key, const JsonValue& member) {
            if (key_matches(key.decoded(), name)) {
                visit(member, rest, kind);
            }
        });
    }

    base::Result<std::string> finish() const
    {
        if (failure_) {
            return *failure_;
        }
        std::string edited;
        std::size_t done = 0;
        for (const auto& [begin, replacement] : replacements_) {
            edited.append(body_.substr(done, begin - done)).append(replacement.text);
            done = replacement.end;
        }
        return edited.append(body_.substr(done));
    }

private:
    struct Replacement {
        std::size_t end;
        std::string text;
    };

    void edit(const JsonValue& value, PathPlace::Kind kind)
    {
        if (kind == PathPlace::Kind::volume_options) {
            edit_options(value);
        } else if (value.is_string()) {
            edit_string(value, kind);
        }
    }

    void edit_string(const JsonValue& value, PathPlace::Kind kind)
    {
        const std::string old_text = value.decoded();
        if (kind == PathPlace::Kind::message) {
            replace(value, old_text, editor_.message(old_text));
            return;
        }
        const std::size_t source_end = kind == PathPlace::Kind::bind ? old_text.find(':') : old_text.size();
        if (source_end == std::string::npos) {
            return; // a bind without a colon is a container path alone: an anonymous volume
        }
        if (const auto source = edited_path(old_text.substr(0, source_end))) {
            replace(value, old_text, *source + old_text.substr(source_end));
        }
    }

    void edit_options(const JsonValue& options)
    {
        VolumeOptions found;
        options.for_each_member([&](const JsonValue& key, const JsonValue& value) {
            if (value.is_string()) {
                found.set(key.decoded(), value.decoded());
            }
        });
        options.for_each_member([&](const JsonValue& key, const JsonValue& value) {
            if (!value.is_string()) {
                return;
            }
            const std::string name = key.decoded();
            const std::string old_text = value.decoded();
            if (name == "device" && found.binds()) {
                if (const auto device = edited_path(old_text)) {
                    replace(value, old_text, *device);
                }
            } else if (name == "o" && found.is_overlay()) {
                replace(value, old_text, edit_overlay_layers(old_text, [&](const std::string& layer) {
                            return edited_path(layer).value_or(layer);
                        }));
            }
        });
    }

    std::optional<std::string> edited_path(const std::string& path)
    {
        auto edited = editor_.path(path);
        if (edited) {
            return *edited;
        }
        failure_ = base::Failure("host path \"" + path + "\" cannot be used: " + edited.error().message,
                                 edited.error().hint);
        return std::nullopt;
    }

    void replace(const JsonValue& value, const std::string& old_text, const std::string& new_text)
    {
        if (old_text == new_text) {
            return; // keeps the client's own way of writing it
        }
        auto json = to_json_string(new_text);
        if (json) {
            replacements_[value.begin()] = Replacement{.end = value.end(), .text = *json};
        } else {
            failure_ = base::Failure("host path \"" + old_text + "\" cannot be used: " + json.error().message,
                                     json.error().hint);
        }
    }

    std::string_view body_;
    const PathEditor& editor_;
    std::map<std::size_t, Replacement> replacements_;
    std::optional<base::Failure> failure_;
};

} // namespace

base::Result<std::string> edit_paths(std::string_view body, std::span<const PathPlace> places,
                                     const PathEditor& editor)
{
    if (!is_json(body)) {
        return base::Failure("the body is not JSON", "");
    }
    BodyEditor body_editor(body, editor);
    for (const PathPlace& place : places) {
        body_editor.visit(JsonValue::root(body), place.where, place.kind);
    }
    return body_editor.finish();
}

} // namespace berth::netbridge
