// SPDX-License-Identifier: Apache-2.0
// How large the things inside an image may be. An image is a file from elsewhere: everything read from it is
// bounded.
#pragma once

#include <cstddef>
#include <cstdint>

namespace berth::updater {

inline constexpr std::size_t kMaxManifestBytes = 1U << 20U; ///< text of manifest.json
inline constexpr int kMaxFiles = 256;                       ///< files listed by one manifest
inline constexpr int kMaxComponents = 4096;
inline constexpr std::size_t kMaxPathBytes = 255;
inline constexpr std::size_t kMaxNameBytes = 32;    ///< of an image: "docker"
inline constexpr std::size_t kMaxVersionBytes = 64; ///< "26.1.5+dfsg1-9"
inline constexpr std::uint64_t kMaxFileBytes = std::uint64_t{8} << 30U;
inline constexpr std::uint64_t kMaxImageBytes = std::uint64_t{16} << 30U; ///< all files of one image together

} // namespace berth::updater
