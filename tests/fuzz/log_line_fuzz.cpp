// SPDX-License-Identifier: Apache-2.0
// A line of the store, and a record of another process on its way into one: what was read must read the same
// again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "logging/records.hpp"
#include "services/diagnostics/core/record_decode.hpp"
#include "services/diagnostics/core/record_json.hpp"

namespace {

void must_survive(const berth::diagnostics::v1::LogRecord& record)
{
    const std::string line = berth::diagnostics::to_json_line(record);
    const auto again = berth::diagnostics::parse_json_line(line);
    const bool is_one_line = line.find('\n') == std::string::npos;
    if (!is_one_line || !again || again->message() != record.message() ||
        again->fields().size() != record.fields().size()) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto record = berth::diagnostics::parse_json_line(bytes)) {
        must_survive(*record);
    }
    if (auto record = berth::diagnostics::decode_record(bytes)) {
        berth::logging::make_fit(*record);
        if (record->ByteSizeLong() > berth::logging::kMaxRecordBytes) {
            std::abort();
        }
        must_survive(*record);
    }
    return 0;
}
