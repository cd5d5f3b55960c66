// SPDX-License-Identifier: Apache-2.0
// Settings by dotted key ("engine.container_stop_seconds"), driven by the message's descriptor: a new field
// of settings.proto is listed, read and set with no code here.
#pragma once

#include <string>
#include <vector>

#include "berth/settings/v1/settings.pb.h"

namespace berth::settings {

struct KeyInfo {
    std::string key;           ///< "logs.max_days"
    std::string type;          ///< "number", "text", "true|false"
    std::string default_value; ///< as text; empty where there is none
    std::string value;         ///< in force, as text
    bool is_written = false;   ///< stands in the file
};

/// Every key, in the order of the protocol file.
std::vector<KeyInfo> list_keys(const v1::Settings& written);

/// The value in force. Throws base::Error for an unknown key.
std::string get_value(const v1::Settings& written, const std::string& key);

/// Converts the text to the key's type and checks the value. Throws base::Error; `written` is then unchanged.
void set_value(v1::Settings& written, const std::string& key, const std::string& text);

/// Back to the default: the key no longer stands in the file. Throws base::Error for an unknown key.
void reset_value(v1::Settings& written, const std::string& key);

} // namespace berth::settings
