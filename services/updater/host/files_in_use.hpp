// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

namespace berth::updater {

/// Files behind this machine's loop devices at this moment: a rootfs among them is mounted somewhere.
std::set<std::string> files_behind_loop_devices();

} // namespace berth::updater
