// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/gate/start_gate.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "services/netbridge/host/dialer.hpp"
#include "services/netbridge/host/engine_api.hpp"

namespace berth::netbridge {

struct StartGate::State {
    State(asio::io_context& io, Dialer& engine, OnReport report)
        : context(io), dialer(engine), on_report(std::move(report))
    {}

    asio::awaitable<void> look_until_done();
    asio::awaitable<Report> look_once();
    asio::awaitable<void> judge(std::string id, std::set<std::string> newly, Report& report);

    asio::io_context& context;
    Dialer& dialer;
    OnReport on_report; ///< empty once the gate is gone
    std::set<std::string> attached;
    std::set<std::string> fresh; ///< attached since the last look
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
    co_return report;
}

asio::awaitable<void> StartGate::State::judge(std::string id, std::set<std::string> newly, Report& report)
{
    const EngineCall inspect_call{"GET", "/containers/" + id + "/json"};
    const auto inspected = co_await call_engine(dialer, inspect_call);
    const auto container =
        inspected ? judge_container(*inspected) : base::Result<WaitingContainer>(inspected.error());
    if (!container || container->distros.empty()) {
        co_return; // removed meanwhile, or it does not wait
    }
    if (!may_start(*container, attached)) {
        report.waiting.push_back(*container);
        co_return;
    }
    const bool is_news = std::any_of(container->distros.begin(), container->distros.end(),
                                     [&](const std::string& distro) { return newly.count(distro) != 0; });
    if (!is_news) {
        co_return; // its distro is there: it fails for a reason of its own
    }
    const EngineCall start_call{"POST", "/containers/" + id + "/start"};
    const auto started = co_await call_engine(dialer, start_call);
    if (started) {
        report.started.push_back(container->name);
    } else {
        report.failures.push_back("starting container " + container->name + ": " + started.error().message);
    }
}

StartGate::StartGate(asio::io_context& context, Dialer& dialer, OnReport on_report)
    : state_(std::make_shared<State>(context, dialer, std::move(on_report)))
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
