// SPDX-License-Identifier: Apache-2.0
// What all kinds of places need: paths edited within strings of a body, and the first failure kept. For the
// .cpp files of path_edits.hpp only.
#pragma once

#include <optional>

#include "services/netbridge/core/api/path_edits.hpp"
#include "services/netbridge/core/json/json_edits.hpp"

namespace berth::netbridge {

class BodyEditor {
public:
    /// Both outlive this.
    BodyEditor(std::string_view body, const PathEditor& editor) : editor_(editor), edits_(body) {}

    const PathEditor& sides() const { return editor_; }

    /// A string whose characters from `begin` to `end` are a path, or a name.
    void edit_part(const JsonValue& value, const std::string& text, std::size_t begin, std::size_t end,
                   IfMissing if_missing = IfMissing::refuse);
    /// A string that must be a path: the engine would read a name as one in its own working directory.
    void edit_absolute(const JsonValue& value, IfMissing if_missing = IfMissing::refuse);
    /// A path within a string that the caller puts together again; on failure the path as it was.
    std::string edited(const std::string& path, IfMissing if_missing);
    std::string edited_absolute(const std::string& path, IfMissing if_missing = IfMissing::refuse);
    void replace(const JsonValue& value, const std::string& new_text);

    /// Calls with what is at the place of an object. Refuses a client's body in which a name on the way
    /// stands twice: Go merges duplicates member by member, so what one member means is not clear.
    void visit_single(const JsonValue& object, std::string_view place,
                      const std::function<void(const JsonValue& value)>& visit);
    void refuse_ambiguous(std::string_view place);
    /// The string there; "" for what is none.
    std::string single_string(const JsonValue& object, std::string_view place);

    void fail(const std::string& message);

    base::Result<std::string> finish() const;

private:
    const PathEditor& editor_;
    JsonEdits edits_;
    std::optional<base::Failure> failure_;
};

} // namespace berth::netbridge
