// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/core/record_redaction.hpp"

#include "logging/core/secret_forms.hpp"
#include "logging/core/secret_names.hpp"

namespace berth::diagnostics {

v1::LogRecord redacted(v1::LogRecord record)
{
    record.set_message(logging::without_secrets(record.message()));
    for (auto& [name, value] : *record.mutable_fields()) {
        value =
            logging::is_secret_name(name) ? std::string(logging::kRedacted) : logging::without_secrets(value);
    }
    return record;
}

} // namespace berth::diagnostics
