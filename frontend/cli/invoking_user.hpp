// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "frontend/docker_context/docker_context.hpp"

namespace berth::cli {

/// Who typed the command: under sudo the user behind it, with the home that the user database names; else the
/// user we run as, with $DOCKER_CONFIG or $HOME. Throws base::Error when there is no home.
docker_context::User invoking_user();

} // namespace berth::cli
