// SPDX-License-Identifier: Apache-2.0
// A /dev of one's own, with nodes for the machine's devices.
#pragma once

#include <filesystem>

namespace berth::base {

/// Makes in `target` a node for every character and block device below `source` (the host's /dev), with its
/// mode and owner, and its directories and links, so that an engine or a distro can use what the machine has
/// (tun, fuse, loop devices, kmsg, kvm, GPUs). Terminals, message queues and shared memory are mounts of
/// one's own and are left out, as is what the host's programs put there (console, log, initctl). Devices that
/// are plugged in later are not added.
void mirror_device_nodes(const std::filesystem::path& source, const std::filesystem::path& target);

} // namespace berth::base
