// SPDX-License-Identifier: Apache-2.0
// The root in which containerd and dockerd live.
#pragma once

namespace berth::lifecycle {

/// Puts this process into a new mount namespace whose root is the pack over the base image under a volatile
/// top, with the engine's shared mounts at the same paths. To be called in berth-init's namespaces. Throws
/// base::Error.
void enter_daemons_tree();

} // namespace berth::lifecycle
