// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/gate/start_gate.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "services/netbridge/host/dialer.hpp"
#include "services/netbridge/host/engine_api.hpp"

namespace berth::netbridge {

struct StartGate::State {
    State(asio::io_context& io, Dialer& engine, OnReport report, std::chrono::milliseconds pause)
        : context(io), dialer(engine), first_pause(pause), on_report(std::move(report))
    {}

    asio::awaitable<void> look_until_done();
    asio::awaitable<Report> look_once();
    asio::awaitable<void> judge(std::string id, std::set<std::string> newly, Report& report);
    asio::awaitable<void> try_left_behind(WaitingContainer container, Report& report);
    asio::awaitable<void> start(WaitingContainer container, Report& report);

    using Clock = std::chrono::steady_clock;
    struct LeftBehind {
        unsigned attempts = 0;
        Clock::time_point due;
    };

    asio::io_context& context;
    Dialer& dialer;
    const std::chrono::milliseconds first_pause;
    OnReport on_report; ///< empty once the gate is gone
    std::set<std::string> attached;
    std::set<std::string> fresh;                   ///< attached since the last look
    std::map<std::string, LeftBehind> left_behind; ///< by id
    bool engine_is_new = false;
    bool looking = false;
    bool again = false;
};

asio::awaitable<void> StartGate::State::look_until_done()
{
    looking = true;
    while (again && on_report) {
        again = false;
        const Report report = co_await look_once();
        if (on_report) {
            on_report(report);
        }
    }
    looking = false;
}

asio::awaitable<StartGate::Report> StartGate::State::look_once()
{
    Report report;
    const std::set<std::string> newly = std::exchange(fresh, {});
    const EngineCall list_call{"GET", gate_list_target()};
    const auto list = co_await call_engine(dialer, list_call);
    const auto ids = list ? ids_in_list(*list) : base::Result<std::vector<std::string>>(list.error());
    if (!ids) {
        fresh.insert(newly.begin(), newly.end()); // the engine was away: the next look starts what waits
        report.failures.push_back(ids.error().message);
        co_return report;
    }
    for (const std::string& id : *ids) {
        co_await judge(id, newly, report);
    }
    std::erase_if(left_behind, [&](const auto& one) {
        return std::find(ids->begin(), ids->end(), one.first) == ids->end(); // it runs, or is gone
    });
    engine_is_new = false;
    co_return report;
}

asio::awaitable<void> StartGate::State::judge(std::string id, std::set<std::string> newly, Report& report)
{
    const EngineCall inspect_call{"GET", "/containers/" + id + "/json"};
    const auto inspected = co_await call_engine(dialer, inspect_call);
    const auto container =
        inspected ? judge_container(*inspected) : base::Result<WaitingContainer>(inspected.error());
    if (!container) {
        co_return; // removed meanwhile
    }
    if (container->was_left_behind) {
        co_await try_left_behind(*container, report);
        co_return;
    }
    if (container->distros.empty()) {
        co_return; // it does not wait
    }
    if (!may_start(*container, attached)) {
        report.waiting.push_back(*container);
        co_return;
    }
    const bool is_news = std::any_of(container->distros.begin(), container->distros.end(),
                                     [&](const std::string& distro) { return newly.count(distro) != 0; });
    if (is_news) { // else its distro is there: it fails for a reason of its own
        co_await start(*container, report);
    }
}

/// Only what was found when the engine was new: a start that fails later is for whoever has asked for it.
asio::awaitable<void> StartGate::State::try_left_behind(WaitingContainer container, Report& report)
{
    const Clock::time_point now = Clock::now();
    if (engine_is_new) {
        left_behind.try_emplace(container.id,
                                LeftBehind{.attempts = 0, .due = now + *next_attempt_after(0, first_pause)});
    }
    const auto found = left_behind.find(container.id);
    if (found == left_behind.end()) {
        co_return;
    }
    if (now < found->second.due) {
        report.left_behind.push_back(container.name);
        co_return;
    }
    const auto pause = next_attempt_after(++found->second.attempts, first_pause);
    if (pause) {
        found->second.due = now + *pause;
        report.left_behind.push_back(container.name);
    } else {
        left_behind.erase(found);
    }
    co_await start(container, report);
}

asio::awaitable<void> StartGate::State::start(WaitingContainer container, Report& report)
{
    const EngineCall start_call{"POST", "/containers/" + container.id + "/start"};
    const auto started = co_await call_engine(dialer, start_call);
    if (started) {
        report.started.push_back(container.name);
    } else {
        report.failures.push_back("starting container " + container.name + ": " + started.error().message);
    }
}

StartGate::StartGate(asio::io_context& context, Dialer& dialer, OnReport on_report,
                     std::chrono::milliseconds first_pause)
    : state_(std::make_shared<State>(context, dialer, std::move(on_report), first_pause))
{}

StartGate::~StartGate()
{
    state_->on_report = nullptr;
}

void StartGate::set_attached(std::set<std::string> attached)
{
    for (const std::string& distro : attached) {
        if (state_->attached.count(distro) == 0) {
            state_->fresh.insert(distro);
        }
    }
    std::erase_if(state_->fresh, [&](const std::string& distro) { return attached.count(distro) == 0; });
    state_->attached = std::move(attached);
}

void StartGate::engine_began()
{
    state_->engine_is_new = true;
    state_->left_behind.clear();
}

void StartGate::look()
{
    state_->again = true;
    if (state_->looking) {
        return;
    }
    asio::co_spawn(state_->context, state_->look_until_done(),
                   [state = state_](const std::exception_ptr&) { state->looking = false; });
}

} // namespace berth::netbridge
