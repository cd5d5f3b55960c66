// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/api/body_editor.hpp"

namespace berth::netbridge {

void BodyEditor::edit_part(const JsonValue& value, const std::string& text, std::size_t begin,
                           std::size_t end, IfMissing if_missing)
{
    const std::string path = edited(text.substr(begin, end - begin), if_missing);
    replace(value, text.substr(0, begin) + path + text.substr(end));
}

void BodyEditor::edit_absolute(const JsonValue& value, IfMissing if_missing)
{
    if (value.is_string()) {
        replace(value, edited_absolute(value.decoded(), if_missing));
    }
}

std::string BodyEditor::edited(const std::string& path, IfMissing if_missing)
{
    auto other = editor_.path(path, if_missing);
    if (!other) {
        fail("host path \"" + path + "\" cannot be used: " + other.error().message);
        return path;
    }
    return *std::move(other);
}

std::string BodyEditor::edited_absolute(const std::string& path, IfMissing if_missing)
{
    if (editor_.is_request && !path.empty() && !editor_.is_path(path)) {
        fail("host path \"" + path + "\" cannot be used: mount path must be absolute"); // dockerd's own words
        return path;
    }
    return edited(path, if_missing);
}

void BodyEditor::replace(const JsonValue& value, const std::string& new_text)
{
    if (const auto done = edits_.replace(value, new_text); !done) {
        fail("host path \"" + value.decoded() + "\" cannot be used: " + done.error().message);
    }
}

void BodyEditor::visit_single(const JsonValue& object, std::string_view place,
                              const std::function<void(const JsonValue&)>& visit)
{
    bool any = false;
    const bool ambiguous = for_each_at(object, place, [&](const JsonValue& value) {
        any = true;
        visit(value);
    });
    if (any && ambiguous) {
        refuse_ambiguous(place);
    }
}

void BodyEditor::refuse_ambiguous(std::string_view place)
{
    if (editor_.is_request) {
        fail("the body has a name twice on the way to " + std::string(place) +
             ": which one counts is not clear");
    }
}

std::string BodyEditor::single_string(const JsonValue& object, std::string_view place)
{
    std::string text;
    visit_single(object, place,
                 [&](const JsonValue& value) { text = value.is_string() ? value.decoded() : ""; });
    return text;
}

void BodyEditor::fail(const std::string& message)
{
    if (!failure_) {
        failure_ = base::Failure(message, "");
    }
}

base::Result<std::string> BodyEditor::finish() const
{
    if (failure_) {
        return *failure_;
    }
    return edits_.apply();
}

} // namespace berth::netbridge
