// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace berth::updater {

/// The calling thread gets processor and disk only when nobody else wants them. Best effort.
void yield_to_others();

} // namespace berth::updater
