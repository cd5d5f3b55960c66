// SPDX-License-Identifier: Apache-2.0
// A record on its way into the store: what looks like a secret is taken out here, so that no reader and no
// file ever has it. Pure.
#pragma once

#include "berth/diagnostics/v1/log.pb.h"

namespace berth::diagnostics {

v1::LogRecord redacted(v1::LogRecord record);

} // namespace berth::diagnostics
