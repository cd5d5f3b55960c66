// SPDX-License-Identifier: Apache-2.0
// Every bound and every deadline of a bundle. docs/diagnose-bundle.md names them.
#pragma once

#include <chrono>
#include <cstddef>

namespace berth::bundle {

inline constexpr std::size_t kMaxFileBytes = 8U << 20U;    ///< of one file; of a log its newest lines
inline constexpr std::size_t kMaxBundleBytes = 48U << 20U; ///< of all files, uncompressed
/// What a collector may hand over: a file before its redaction, with room for its frame.
inline constexpr std::size_t kMaxFindingsBytes = 2 * kMaxFileBytes;

inline constexpr std::chrono::milliseconds kFilesDeadline{5000};   ///< of a collector that reads files
inline constexpr std::chrono::milliseconds kChecksDeadline{20000}; ///< each check has its own, too
inline constexpr std::chrono::milliseconds kStatusDeadline{8000};  ///< services are asked
inline constexpr std::chrono::milliseconds kEngineDeadline{4000};  ///< the engine is asked
inline constexpr std::chrono::milliseconds kUsageDeadline{10000};  ///< the engine adds up what it stores

/// A hung engine and hung services hold a bundle up for no longer than this, writing included.
inline constexpr std::chrono::milliseconds kWholeDeadline{60000};

} // namespace berth::bundle
