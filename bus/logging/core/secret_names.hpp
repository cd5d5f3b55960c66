// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace berth::logging {

/// A name such as "DB_PASSWORD" or "api-key": what is assigned to it is taken for a secret. Pure.
bool is_secret_name(std::string_view name);

} // namespace berth::logging
