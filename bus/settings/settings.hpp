// SPDX-License-Identifier: Apache-2.0
// /etc/berth[-INSTANCE]/settings.json: read strictly, changed by key, written canonically.
//
// Two forms of the same message are kept apart: what the user *wrote* (only those fields are set; this is
// what is changed and saved, so a later default reaches everybody who did not choose otherwise) and what is
// *in force* (written values over the defaults; every field is set).
#pragma once

#include <filesystem>
#include <string>

#include "berth/settings/v1/settings.pb.h"

namespace berth::settings {

/// Every setting that has a default, with it. `network.subnet` and `engine.daemon_json` have none: empty.
v1::Settings defaults();

/// The written values over the defaults.
v1::Settings in_force(const v1::Settings& written);

/// Parses protobuf JSON. Throws base::Error "FILE:LINE: 'network.mode' …" for text that is no JSON, an
/// unknown or doubled key, a wrong type, or a value that cannot be used; `file_name` is for that message
/// only.
v1::Settings parse(const std::string& text, const std::string& file_name);

/// What the user wrote; an absent file is an empty message. Throws as parse() does, and when it cannot be
/// read.
v1::Settings load_written(const std::filesystem::path& file);

/// As load_written(), but with values that cannot be used, so that they can be changed; save() checks them.
v1::Settings load_to_change(const std::filesystem::path& file);

/// in_force(load_written(file)).
v1::Settings load(const std::filesystem::path& file);

/// Canonical text: two spaces, names as in the protocol file, in its order, only what is set, newline at the
/// end.
std::string to_text(const v1::Settings& written);

/// Checks the values, makes the directory, replaces the file in one step. Throws base::Error.
void save(const std::filesystem::path& file, const v1::Settings& written);

} // namespace berth::settings
