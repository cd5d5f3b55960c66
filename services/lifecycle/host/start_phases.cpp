// SPDX-License-Identifier: Apache-2.0
// The phases of a start. Each is safe to run again over what an earlier run or an earlier process left
// behind.
//
//   preflight ─ store ─┬─ namespaces ─┬─ network ─────┬─ daemons ─ engine
//   images ────────────┘              └─ projections ─┘
// Projections come before dockerd: its own restarts of containers must find their bind mounts.
#include "services/lifecycle/host/start_phases.hpp"

#include <csignal>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "berth/distro/v1/distro.pb.h"
#include "services/lifecycle/core/daemon_settings.hpp"
#include "services/lifecycle/core/preflight.hpp"
#include "services/lifecycle/host/deadlines.hpp"
#include "services/lifecycle/host/engine_cgroup.hpp"
#include "services/lifecycle/host/engine_probe.hpp"
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

std::vector<Phase> StartPhases::phases()
{
    const auto phase = [this](const char* name, std::vector<std::string> after, milliseconds deadline,
                              void (StartPhases::*begin)(const PhaseDone&)) {
        return Phase{{name, std::move(after), deadline},
                     [this, begin](const PhaseDone& done) { (this->*begin)(done); }};
    };
    return {
        phase("preflight", {}, kPreflightDeadline, &StartPhases::check_machine),
        phase("images", {}, kImagesDeadline, &StartPhases::resolve_images),
        phase("store", {"preflight"}, kStoreDeadline, &StartPhases::open_store),
        phase("namespaces", {"store", "images"}, kNamespacesDeadline, &StartPhases::make_namespaces),
        phase("network", {"namespaces"}, kNetworkDeadline, &StartPhases::prepare_network),
        phase("projections", {"namespaces"}, kProjectionsDeadline, &StartPhases::restore_projections),
        phase("daemons", {"network", "projections"}, kDaemonsDeadline, &StartPhases::start_daemons),
        phase("engine", {"daemons"}, kEngineDeadline, &StartPhases::wait_for_engine),
    };
}

void StartPhases::check_machine(const PhaseDone& done)
{
    report_.facts().clear_degraded();
    std::optional<base::Failure> blocked;
    const std::vector<Finding> findings = find_problems(probe_machine());
    for (const Finding& finding : findings) {
        if (finding.severity == Severity::blocks && !blocked) {
            blocked = base::Failure{to_line(finding), finding.fix};
        } else if (finding.severity == Severity::degrades) {
            report_.facts().add_degraded(to_line(finding));
        }
    }
    clamp_oom_score_ = needs_oci_clamp(findings);
    done(blocked);
}

void StartPhases::open_store(const PhaseDone& done)
{
    if (!parts_.store) {
        parts_.store.emplace(lifecycle::open_store(StorePaths::of(context_.instance())));
    }
    done(std::nullopt);
}

void StartPhases::resolve_images(const PhaseDone& done)
{
    context_.bus().request<updater::v1::ResolveImagesResponse>(
        "updater@host", updater::v1::ResolveImages{}, kImagesDeadline,
        [this, done](const client::Outcome& outcome, const updater::v1::ResolveImagesResponse& response) {
            images_ = response;
            done(to_failure(outcome));
        },
        client::Delivery::repeat);
}

void StartPhases::make_namespaces(const PhaseDone& done)
{
    const base::Instance& instance = context_.instance();
    parts_.take_up_unrecorded(instance);
    if (parts_.alive()) {
        namespaces_made(done);
        return;
    }
    const base::ProcessSpec spec{
        .program = base::libexec_dir() / "berth-engine-ns",
        .arguments = {"--instance", instance.name(), "--base-rootfs", images_.base().rootfs_path(),
                      "--pack-rootfs", images_.pack().rootfs_path(), "--store", instance.store_dir().string(),
                      "--tunnel-dir", instance.tunnel_dir().string(), "--cgroup", instance.engine_cgroup(),
                      "--hostname", "berth"},
        .parent_death_signal = SIGTERM}; // it takes back what it has made by then
    parts_.launch = std::make_unique<loop::ProgramRun>(
        context_.loop(), spec, kLauncherDeadline,
        [this, done](const loop::ProgramEnd& end) { on_launched(end, done); });
}

void StartPhases::on_launched(const loop::ProgramEnd& end, const PhaseDone& done)
{
    const nlohmann::json report = nlohmann::json::parse(end.output, nullptr, /*allow_exceptions=*/false);
    if (!end.status.success() || !report.is_object()) {
        const std::string how = end.overdue ? "was ended after its deadline" : end.status.to_text();
        std::string words = end.error_output;
        words.erase(words.find_last_not_of('\n') + 1);
        done(base::Failure{"making the engine's namespaces: berth-engine-ns " + how + ": " + words, ""});
        return;
    }
    parts_.record = EngineRecord{.init_host_pid = report.value("init_host_pid", 0),
                                 .start_time = report.value("start_time", std::uint64_t{0})};
    namespaces_made(done);
}

void StartPhases::namespaces_made(const PhaseDone& done)
{
    if (parts_.record->pack.empty()) { // made just now, or by a start that was cut off
        parts_.record->base = version_text(images_.base());
        parts_.record->pack = version_text(images_.pack());
        parts_.record->pack_rootfs = images_.pack().rootfs_path();
        save_engine_record(engine_record_file(context_.instance()), *parts_.record);
    }
    report_.facts().set_base(parts_.record->base);
    report_.facts().set_pack(parts_.record->pack);
    parts_.init_watch.watch(parts_.record->init_host_pid, on_.init_ended);
    done(std::nullopt);
}

void StartPhases::prepare_network(const PhaseDone& done)
{
    netbridge::v1::PrepareNetwork command;
    command.set_init_host_pid(parts_.record->init_host_pid);
    context_.bus().request<netbridge::v1::PrepareNetworkResponse>(
        "netbridge@host", command, kNetworkDeadline,
        [this, done](const client::Outcome& outcome, const netbridge::v1::PrepareNetworkResponse& response) {
            network_ = response.network();
            done(to_failure(outcome));
        },
        client::Delivery::repeat);
}

void StartPhases::restore_projections(const PhaseDone& done)
{
    distro::v1::RestoreProjections command;
    command.set_init_host_pid(parts_.record->init_host_pid);
    context_.bus().request<distro::v1::RestoreProjectionsResponse>(
        "distro@host", command, kProjectionsDeadline,
        [done](const client::Outcome& outcome, const distro::v1::RestoreProjectionsResponse&) {
            done(to_failure(outcome));
        },
        client::Delivery::repeat);
}

void StartPhases::start_daemons(const PhaseDone& done)
{
    const settings::v1::Engine& settings = context_.settings().engine();
    const base::Result<std::string> config =
        make_daemon_json({.container_stop_seconds = settings.container_stop_seconds(),
                          .clamp_oom_score = clamp_oom_score_,
                          .host_address = network_.host_address(),
                          .user_json = settings.daemon_json()});
    if (!config) {
        done(config.error());
        return;
    }
    parts_.init =
        std::make_unique<InitClient>(context_.loop(), init_socket(context_.instance()), on_.init_event);
    deaths_.daemons_started();
    v1::InitRequest request;
    request.mutable_start_daemons()->set_daemon_config_json(*config);
    request.mutable_start_daemons()->set_resolv_conf(network_.resolv_conf());
    parts_.init->request(request, kDaemonsDeadline, [done](const base::Result<v1::InitReply>& reply) {
        if (!reply) {
            done(reply.error());
        } else if (!reply->failure().empty()) {
            done(base::Failure{reply->failure(), reply->hint()});
        } else {
            done(std::nullopt);
        }
    });
}

void StartPhases::wait_for_engine(const PhaseDone& done)
{
    engine_answers_ = done;
    ask_until_ready();
}

void StartPhases::ask_until_ready()
{
    if (!engine_answers_ || !parts_.record) {
        return;
    }
    ask_engine(context_.loop(), engine_socket(parts_.record->init_host_pid), "/_ping", kProbeDeadline,
               [this](const base::Result<std::string>& body) {
                   if (!engine_answers_) {
                       return; // broken off, or given up because a daemon keeps dying
                   }
                   if (body) {
                       std::exchange(engine_answers_, nullptr)(std::nullopt);
                   } else {
                       context_.loop().add_timer(kStartProbeInterval, [this] { ask_until_ready(); });
                   }
               });
}

void StartPhases::daemon_ended(const v1::InitEvent& event)
{
    deaths_.daemon_ended(event);
    const std::optional<base::Failure> failure = deaths_.hopeless();
    if (failure && engine_answers_) {
        std::exchange(engine_answers_, nullptr)(failure);
    }
}

void StartPhases::ended()
{
    engine_answers_ = nullptr;
}

} // namespace berth::lifecycle
