// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"

namespace berth::service {

/// Thrown by a service's constructor when starting it again would fail the same way, until somebody has
/// removed what is in its way: an address that another program holds, say. run_service then tells the broker
/// why, ends with ExitCode::cannot_start, and the service is failed at once instead of after its last
/// restart.
class CannotStart : public base::Error {
public:
    using base::Error::Error;
};

} // namespace berth::service
