// SPDX-License-Identifier: Apache-2.0
// The Debian name of the architecture that this program is compiled for; images carry the same names.
#pragma once

#include <string_view>

namespace berth::updater {

#if defined(__x86_64__) || defined(_M_X64)
inline constexpr std::string_view kOwnArchitecture = "amd64";
#elif defined(__aarch64__) || defined(_M_ARM64)
inline constexpr std::string_view kOwnArchitecture = "arm64";
#else
#error "berth is built for amd64 and arm64"
#endif

} // namespace berth::updater
