// SPDX-License-Identifier: Apache-2.0
// Holds a JSON text against a message's descriptor and remembers the line of each key. Protobuf's own JSON
// parser says what is wrong but not where, and a person who edits a file needs the line.
#pragma once

#include <map>
#include <string>

#include <google/protobuf/descriptor.h>

namespace berth::settings {

/// Line (from 1) of each key that stands in the text, by its dotted name: "engine.daemon_json" -> 4.
using LineOfKey = std::map<std::string, int>;

/// Throws base::Error "FILE:LINE: …" for text that is no JSON object, unknown or doubled keys and wrong
/// types. Stricter than protobuf JSON: no null, no number in quotes. Fields may be bool, string, uint32 or
/// message.
LineOfKey check_against_schema(const std::string& text, const google::protobuf::Descriptor& schema,
                               const std::string& file_name);

} // namespace berth::settings
