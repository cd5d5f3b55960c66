// SPDX-License-Identifier: Apache-2.0
// The rules for the files that a manifest lists.
#pragma once

#include <string>
#include <string_view>

#include "berth/updater/v1/pack.pb.h"

namespace berth::updater {

/// Empty when `path` names something inside a directory and nothing else: relative, no empty, "." or ".."
/// component, no control character or backslash, bounded. Else what is wrong with it.
std::string find_path_error(std::string_view path);

/// Empty when the list is sound: paths valid, none twice and none inside another, digests and sizes
/// well-formed, rootfs.squashfs there, the manifest itself not.
std::string find_file_list_error(const google::protobuf::RepeatedPtrField<v1::PackFile>& files);

/// 64 lower-case hexadecimal digits.
bool is_sha256_text(std::string_view text);

} // namespace berth::updater
