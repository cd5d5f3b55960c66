// SPDX-License-Identifier: Apache-2.0
// Between berth-init and its helper berth-engine-root.
//   build           makes the daemons' root; sends its mount namespace's descriptor through kRootHelperFd
//   (SEQPACKET),
//                   or the reason as text
//   enter PROG ARG… enters the mount namespace that kRootHelperFd is and executes PROG there
#pragma once

#include <cstddef>

namespace berth::lifecycle {

constexpr const char* kBuildVerb = "build";
constexpr const char* kEnterVerb = "enter";
constexpr int kRootHelperFd = 3;
constexpr std::size_t kMaxRootAnswerBytes = 4096;

} // namespace berth::lifecycle
