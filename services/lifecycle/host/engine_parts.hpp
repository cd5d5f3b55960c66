// SPDX-License-Identifier: Apache-2.0
// What a start makes, part by part, and a stop takes away again.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "loop/program_run.hpp"
#include "services/lifecycle/host/engine_record.hpp"
#include "services/lifecycle/host/init_client.hpp"
#include "services/lifecycle/host/init_watch.hpp"
#include "services/lifecycle/host/store.hpp"

namespace berth::lifecycle {

struct EngineParts {
    explicit EngineParts(loop::EventLoop& loop) : init_watch(loop) {}

    bool alive() const { return record && record->alive(); }

    /// Where the record tells of no engine that lives but one does: records that. A start that was killed, or
    /// stood still, between making the engine and writing it down leaves one.
    void take_up_unrecorded(const base::Instance& instance);

    std::optional<Store> store;
    std::optional<EngineRecord> record;
    std::unique_ptr<loop::ProgramRun> launch; ///< the last run of berth-engine-ns
    std::unique_ptr<InitClient> init;
    InitWatch init_watch;
};

} // namespace berth::lifecycle
