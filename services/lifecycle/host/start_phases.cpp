// SPDX-License-Identifier: Apache-2.0
// The phases of a start. Each is safe to run again over what an earlier run or an earlier process left
// behind.
//
//   preflight ─ store ─┬─ namespaces ─┬─ network ─────┬─ daemons ─ engine
//   images ────────────┘              └─ projections ─┘
// Projections come before dockerd: its own restarts of containers must find their bind mounts.
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "berth/distro/v1/distro.pb.h"
#include "berth/netbridge/v1/network.pb.h"
#include "services/lifecycle/core/daemon_settings.hpp"
#include "services/lifecycle/core/preflight.hpp"
#include "services/lifecycle/host/child_watch.hpp"
#include "services/lifecycle/host/deadlines.hpp"
#include "services/lifecycle/host/engine_probe.hpp"
#include "services/lifecycle/host/lifecycle_service.hpp"
#include "services/lifecycle/host/preflight_linux.hpp"

namespace berth::lifecycle {
namespace {

std::optional<base::Failure> to_failure(const client::Outcome& outcome)
{
    if (outcome.ok()) {
        return std::nullopt;
    }
    return base::Failure{outcome.status.message(), outcome.status.hint()};
}

std::string version_text(const updater::v1::InstalledImage& image)
{
    return image.manifest().name() + " " + image.manifest().version();
}

} // namespace

std::vector<Phase> LifecycleService::start_phases()
{
    const auto phase = [this](const char* name, std::vector<std::string> after, milliseconds deadline,
                              void (LifecycleService::*begin)(const PhaseDone&)) {
        return Phase{{name, std::move(after), deadline},
                     [this, begin](const PhaseDone& done) { (this->*begin)(done); }};
    };
    return {
        phase("preflight", {}, kPreflightDeadline, &LifecycleService::check_machine),
        phase("images", {}, kImagesDeadline, &LifecycleService::resolve_images),
        phase("store", {"preflight"}, kStoreDeadline, &LifecycleService::open_store),
        phase("namespaces", {"store", "images"}, kNamespacesDeadline, &LifecycleService::make_namespaces),
        phase("network", {"namespaces"}, kNetworkDeadline, &LifecycleService::prepare_network),
        phase("projections", {"namespaces"}, kProjectionsDeadline, &LifecycleService::restore_projections),
        phase("daemons", {"network", "projections"}, kDaemonsDeadline, &LifecycleService::start_daemons),
        phase("engine", {"daemons"}, kEngineDeadline, &LifecycleService::wait_for_engine),
    };
}

void LifecycleService::check_machine(const PhaseDone& done)
{
    status_.clear_degraded();
    std::optional<base::Failure> blocked;
    const std::vector<Finding> findings = find_problems(probe_machine());
    for (const Finding& finding : findings) {
        if (finding.severity == Severity::blocks && !blocked) {
            blocked = base::Failure{to_line(finding), finding.fix};
        } else if (finding.severity == Severity::degrades) {
            status_.add_degraded(to_line(finding));
        }
    }
    clamp_oom_score_ = needs_oci_clamp(findings);
    done(blocked);
}

void LifecycleService::open_store(const PhaseDone& done)
{
    if (!store_) {
        store_.emplace(lifecycle::open_store(StorePaths::of(context_.instance())));
    }
    done(std::nullopt);
}

void LifecycleService::resolve_images(const PhaseDone& done)
{
    context_.bus().request<updater::v1::ResolveImagesResponse>(
        "updater@host", updater::v1::ResolveImages{}, kImagesDeadline,
        [this, done](const client::Outcome& outcome, const updater::v1::ResolveImagesResponse& response) {
            images_ = response;
            done(to_failure(outcome));
        });
}

void LifecycleService::make_namespaces(const PhaseDone& done)
{
    if (engine_ && engine_->alive()) {
        status_.set_base(engine_->base);
        status_.set_pack(engine_->pack);
        watch_init();
        done(std::nullopt);
        return;
    }
    const base::Instance& instance = context_.instance();
    const base::ProcessSpec spec{
        .program = base::libexec_dir() / "berth-engine-ns",
        .arguments = {"--instance", instance.name(), "--base-rootfs", images_.base().rootfs_path(),
                      "--pack-rootfs", images_.pack().rootfs_path(), "--store", instance.store_dir().string(),
                      "--tunnel-dir", instance.tunnel_dir().string(), "--cgroup", cgroup_name(), "--hostname",
                      "berth"}};
    run_on_loop(context_.loop(), spec, [this, done](const base::Completed& completed) {
        const nlohmann::json report =
            nlohmann::json::parse(completed.output, nullptr, /*allow_exceptions=*/false);
        if (!completed.status.success() || !report.is_object()) {
            done(base::Failure{"making the engine's namespaces: berth-engine-ns " +
                                   completed.status.to_text() + ": " + completed.error_output,
                               ""});
            return;
        }
        engine_ = EngineRecord{.init_host_pid = report.value("init_host_pid", 0),
                               .start_time = report.value("start_time", std::uint64_t{0}),
                               .base = version_text(images_.base()),
                               .pack = version_text(images_.pack()),
                               .pack_rootfs = images_.pack().rootfs_path()};
        save_engine_record(record_file(), *engine_);
        status_.set_base(engine_->base);
        status_.set_pack(engine_->pack);
        watch_init();
        done(std::nullopt);
    });
}

void LifecycleService::prepare_network(const PhaseDone& done)
{
    netbridge::v1::PrepareNetwork command;
    command.set_init_host_pid(engine_->init_host_pid);
    context_.bus().request<netbridge::v1::PrepareNetworkResponse>(
        "netbridge@host", command, kNetworkDeadline,
        [this, done](const client::Outcome& outcome, const netbridge::v1::PrepareNetworkResponse& response) {
            network_ = response.network();
            done(to_failure(outcome));
        });
}

void LifecycleService::restore_projections(const PhaseDone& done)
{
    distro::v1::RestoreProjections command;
    command.set_init_host_pid(engine_->init_host_pid);
    context_.bus().request<distro::v1::RestoreProjectionsResponse>(
        "distro@host", command, kProjectionsDeadline,
        [done](const client::Outcome& outcome, const distro::v1::RestoreProjectionsResponse&) {
            done(to_failure(outcome));
        });
}

void LifecycleService::start_daemons(const PhaseDone& done)
{
    const settings::v1::Engine& settings = context_.settings().engine();
    const base::Result<std::string> config =
        make_daemon_json({.container_stop_seconds = settings.container_stop_seconds(),
                          .clamp_oom_score = clamp_oom_score_,
                          .user_json = settings.daemon_json()});
    if (!config) {
        done(config.error());
        return;
    }
    init_ = std::make_unique<InitClient>(context_.loop(), context_.instance().tunnel_dir() / "init.sock",
                                         [this](const v1::InitEvent& event) { on_init_event(event); });
    daemon_deaths_ = 0;
    v1::InitRequest request;
    request.mutable_start_daemons()->set_daemon_config_json(*config);
    request.mutable_start_daemons()->set_resolv_conf(network_.resolv_conf());
    init_->request(request, kDaemonsDeadline, [done](const base::Result<v1::InitReply>& reply) {
        if (!reply) {
            done(reply.error());
        } else if (!reply->failure().empty()) {
            done(base::Failure{reply->failure(), reply->hint()});
        } else {
            done(std::nullopt);
        }
    });
}

void LifecycleService::wait_for_engine(const PhaseDone& done)
{
    engine_phase_done_ = done;
    ask_until_ready();
}

void LifecycleService::ask_until_ready()
{
    if (!engine_phase_done_ || !engine_) {
        return;
    }
    ask_engine(context_.loop(), engine_socket(engine_->init_host_pid), "/_ping", kProbeDeadline,
               [this](const base::Result<std::string>& body) {
                   if (!engine_phase_done_ || !runner_.running() || stopping_) {
                       return; // given up, by its deadline or because a daemon keeps dying
                   }
                   if (body) {
                       std::exchange(engine_phase_done_, nullptr)(std::nullopt);
                   } else {
                       context_.loop().add_timer(kStartProbeInterval, [this] { ask_until_ready(); });
                   }
               });
}

} // namespace berth::lifecycle
