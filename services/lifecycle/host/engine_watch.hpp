// SPDX-License-Identifier: Apache-2.0
// Is the engine well, now? dockerd, containerd and berth-init are asked, each by a question that only a
// process that runs can answer; a socket takes connections also while its process stands still. A daemon that
// has answered before and does not any more for kHungAfter is ended, to be started again: its containers live
// on. One that starts may take its time.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/hang_watch.hpp"
#include "base/result.hpp"
#include "loop/event_loop.hpp"
#include "services/lifecycle/host/engine_parts.hpp"

namespace berth::lifecycle {

class EngineWatch {
public:
    struct Findings {
        std::string dockerd; ///< why it does not answer; empty when it does
        std::string others;  ///< the same of containerd and berth-init
    };
    using OnFindings = std::function<void(const Findings&)>;

    /// `on_findings` is called after each look, `on_hung` when a daemon ("dockerd") has to be ended. `parts`
    /// outlives it.
    EngineWatch(loop::EventLoop& loop, const EngineParts& parts, OnFindings on_findings,
                std::function<void(const std::string& daemon)> on_hung);
    ~EngineWatch();
    EngineWatch(const EngineWatch&) = delete;
    EngineWatch& operator=(const EngineWatch&) = delete;

    /// From now on it looks by itself; nothing is asked while there is no engine.
    void start();
    void stop();
    /// One look; `done` is called when all have answered or their time is over, at once when there is no
    /// engine.
    void look(std::function<void(const Findings&)> done);

private:
    struct Look;
    void daemon_answered(const std::string& daemon, const base::Result<std::string>& answer);
    void finish(const Look& look);

    loop::EventLoop& loop_;
    const EngineParts& parts_;
    OnFindings on_findings_;
    std::function<void(const std::string&)> on_hung_;
    std::map<std::string, base::HangWatch> daemons_;
    loop::Registration timer_ = 0;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); ///< false once this is gone
};

} // namespace berth::lifecycle
