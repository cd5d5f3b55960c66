// SPDX-License-Identifier: Apache-2.0
// berth-diagnostics: keeps everybody's log records and serves them to readers.
#include "service/service.hpp"
#include "services/diagnostics/host/diagnostics.hpp"
#include "services/diagnostics/host/journal_sink.hpp"

namespace {

using namespace berth;

diagnostics::DiagnosticsConfig config_of(service::Context& context)
{
    const settings::v1::Logs& logs = context.settings().logs();
    diagnostics::DiagnosticsConfig config;
    config.run_dir = context.instance().run_dir();
    config.log_dir = context.instance().log_dir();
    config.limits.total_bytes = std::uint64_t{logs.max_megabytes()} << 20U;
    config.limits.max_age = std::chrono::hours(24) * logs.max_days();
    return config;
}

class DiagnosticsService final : public service::Service {
public:
    explicit DiagnosticsService(service::Context& context)
        : context_(context), diagnostics_(context.loop(), config_of(context)),
          sinks_before_(context.log().sinks())
    {
        log_directly();
        watch_ = context_.loop().add_periodic(diagnostics::Journal::kTick, [this] { announce_changes(); });
        context_.log().info("keeping logs in {}", context_.instance().log_dir().string());
    }
    ~DiagnosticsService() override
    {
        context_.loop().remove(watch_);
        context_.log().sinks() = sinks_before_; // the harness still logs when this service is gone
    }

    bus::v1::Health health() override
    {
        const std::string& problem = diagnostics_.journal().problem();
        bus::v1::Health health;
        health.set_state(problem.empty() ? bus::v1::Health::STATE_READY : bus::v1::Health::STATE_DEGRADED);
        health.set_why(problem);
        health.set_hint(problem.empty()
                            ? ""
                            : "make room on the disk of " + context_.instance().log_dir().string() +
                                  ", or lower logs.max_megabytes");
        return health;
    }

    void stop(bus::v1::DrainReason /*reason*/, std::function<void()> done) override
    {
        diagnostics_.journal().commit(); // writers keep what comes from now on for the successor
        done();
    }

private:
    /// In place of the sink that would send our lines to our own socket; errors go to standard error as
    /// before.
    void log_directly()
    {
        for (spdlog::sink_ptr& sink : context_.log().sinks()) {
            if (std::dynamic_pointer_cast<logging::RecordSink>(sink)) {
                sink = std::make_shared<diagnostics::JournalSink>(diagnostics_.journal());
            }
        }
    }

    void announce_changes()
    {
        if (const bool degraded = !diagnostics_.journal().problem().empty(); degraded != degraded_) {
            degraded_ = degraded;
            context_.bus().announce_health(health());
        }
    }

    service::Context& context_;
    diagnostics::Diagnostics diagnostics_;
    std::vector<spdlog::sink_ptr> sinks_before_;
    loop::Registration watch_ = 0;
    bool degraded_ = false;
};

} // namespace

int main(int argc, char** argv)
{
    const service::Identity identity{.name = "diagnostics", .side = bus::v1::SIDE_HOST};
    return service::run_service(argc, argv, identity, [](service::Context& context) {
        return std::make_unique<DiagnosticsService>(context);
    });
}
