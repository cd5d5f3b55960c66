// SPDX-License-Identifier: Apache-2.0
// Bus messages in a file: three length-prefixed parts (topic, envelope, payload) each, one message after the
// other. tests/golden holds such files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "wire/frame.hpp"

namespace berth::tools {

std::string to_file_bytes(const wire::Frame& frame);

/// Every message of the file; fails on the first that today's codec refuses, and on a cut file.
base::Result<std::vector<wire::Frame>> from_file_bytes(std::string_view bytes);

/// For a person: topic, envelope, payload as protobuf text. A payload of an unknown type is shown as hex.
std::string to_text(const wire::Frame& frame);

} // namespace berth::tools
