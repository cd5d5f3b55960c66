// SPDX-License-Identifier: Apache-2.0
// What must not get into a bundle, as far as it can be known beforehand: the caller's own secrets, and the
// names of people and of the machine.
#pragma once

#include "base/instance.hpp"
#include "frontend/diagnose/bundle/core/pseudonyms.hpp"
#include "frontend/docker_context/docker_context.hpp"
#include "logging/core/known_secrets.hpp"

namespace berth::bundle {

/// Of the user's docker configuration (logins, proxies), of the caller's environment (by the variables'
/// names; the passwords of proxies), and of the settings (proxies in daemon.json).
logging::KnownSecrets known_secrets(const base::Instance& instance, const docker_context::User& user);

/// Users of the machine, its names, the distros; hashed with a key that is made here and is nowhere else.
Pseudonyms known_names(const base::Instance& instance, const docker_context::User& user);

} // namespace berth::bundle
