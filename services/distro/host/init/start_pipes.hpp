// SPDX-License-Identifier: Apache-2.0
// How berth-distro-ns and berth-distro-init talk while a distro starts: two inherited pipes. Over one the new
// process reports once, "+\n" or one line of JSON that says what failed; over the other it is told with one
// byte that it may outlive berth-distro-ns, and closes the first one when it does. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"

namespace berth::distro {

/// Descriptors of berth-distro-init.
constexpr int kGoFd = 3;
constexpr int kReportFd = 4;

std::string ready_report();
std::string failed_report(const base::Failure& failure);

/// std::nullopt while the line is not complete.
std::optional<base::Result<void>> parse_report(const std::string& text);

} // namespace berth::distro
