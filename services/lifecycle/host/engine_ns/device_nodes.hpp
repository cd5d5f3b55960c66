// SPDX-License-Identifier: Apache-2.0
// The engine's /dev: nodes of its own for the machine's devices.
#pragma once

#include <filesystem>

namespace berth::lifecycle {

/// Makes in `target` a node for every character and block device below `source` (the host's /dev), with its
/// mode and owner, and its directories and links, so that `--device` and `--privileged` offer what the
/// machine has (tun, fuse, loop devices, kmsg, kvm, GPUs). Terminals, message queues and shared memory are
/// mounts of the engine's own and are left out, as is what the host's programs put there (console, log,
/// initctl). Devices that are plugged in later are not added.
void mirror_device_nodes(const std::filesystem::path& source, const std::filesystem::path& target);

} // namespace berth::lifecycle
