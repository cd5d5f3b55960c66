// SPDX-License-Identifier: Apache-2.0
// The service's own log lines go into its store directly, not through its own socket. Loop's thread only.
#pragma once

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include "logging/spdlog_sink.hpp"
#include "services/diagnostics/host/journal.hpp"

namespace berth::diagnostics {

class JournalSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    explicit JournalSink(Journal& journal) : journal_(journal) {}

protected:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        journal_.say(logging::to_level(message.level),
                     std::string_view(message.payload.data(), message.payload.size()));
        journal_.commit();
    }
    void flush_() override { journal_.commit(); }

private:
    Journal& journal_;
};

} // namespace berth::diagnostics
