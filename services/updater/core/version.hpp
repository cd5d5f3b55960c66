// SPDX-License-Identifier: Apache-2.0
// Order of versions, by Debian's rules (Debian Policy 5.6.12), because packs carry the versions of their
// packages: digits compare as numbers, letters sort before other signs, and '~' sorts before everything, even
// the end. Epochs do not occur: ':' is not allowed in an image's version.
#pragma once

#include <string_view>

namespace berth::updater {

/// Negative, zero or positive as `left` is older than, the same as or newer than `right`.
int compare_versions(std::string_view left, std::string_view right);

} // namespace berth::updater
