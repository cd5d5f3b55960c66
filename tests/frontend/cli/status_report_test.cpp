// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "frontend/cli/core/status_report.hpp"
#include "frontend/cli/print/report_text.hpp"

namespace berth::cli {

using bus::v1::ServiceStatus;
using lifecycle::v1::EngineStatus;

namespace {

void add_service(StatusReport& report, const std::string& name, ServiceStatus::Run run)
{
    ServiceStatus status;
    status.set_name(name);
    status.set_run(run);
    report.services.push_back(status);
}

StatusReport good_report()
{
    StatusReport report{.running = true};
    add_service(report, "lifecycle", ServiceStatus::RUN_READY);
    add_service(report, "netbridge", ServiceStatus::RUN_READY);
    report.engine.emplace().set_state(EngineStatus::STATE_READY);
    report.engine->set_pack("docker 26.1.5");
    return report;
}

Unanswered silence_of(const std::string& target)
{
    Unanswered unanswered{.target = target, .status = {}};
    unanswered.status.set_code(bus::v1::STATUS_CODE_DEADLINE);
    unanswered.status.set_message(target + " did not answer");
    return unanswered;
}

} // namespace

TEST_CASE("berth is ready when every service and the engine are")
{
    CHECK(overall(good_report()) == Overall::ready);
    CHECK(exit_code_of(Overall::ready) == service::ExitCode::success);
}

TEST_CASE("without a broker berth is stopped, whatever else is known")
{
    CHECK(overall({}) == Overall::stopped);
    CHECK(exit_code_of(Overall::stopped) == service::ExitCode::not_running);
}

TEST_CASE("the whole is as bad as its worst part")
{
    StatusReport report = good_report();
    add_service(report, "k8s", ServiceStatus::RUN_DEGRADED);
    CHECK(overall(report) == Overall::degraded);
    add_service(report, "updater", ServiceStatus::RUN_WAITING);
    CHECK(overall(report) == Overall::starting);
    add_service(report, "distro", ServiceStatus::RUN_FAILED);
    CHECK(overall(report) == Overall::failed);
    CHECK(exit_code_of(overall(report)) == service::ExitCode::failed);
}

TEST_CASE("what does not answer is never taken for well")
{
    StatusReport report = good_report();
    report.unanswered.push_back(silence_of("distro@host"));
    CHECK(overall(report) == Overall::degraded);
    report.engine.reset();
    report.unanswered.push_back(silence_of("lifecycle@host"));
    CHECK(overall(report) == Overall::failed);
}

TEST_CASE("an engine that was not begun is no failure while lifecycle starts")
{
    StatusReport report{.running = true};
    add_service(report, "lifecycle", ServiceStatus::RUN_STARTING);
    report.engine.emplace().set_state(EngineStatus::STATE_STOPPED);
    CHECK(overall(report) == Overall::starting);
    report.engine.reset();
    report.unanswered.push_back(silence_of("lifecycle@host"));
    CHECK(overall(report) == Overall::starting);
    report.services[0].set_run(ServiceStatus::RUN_READY);
    CHECK(overall(report) == Overall::failed);
}

TEST_CASE("a silent docker socket, a broken link and what the machine lacks degrade berth")
{
    StatusReport report = good_report();
    report.engine->add_degraded("no CAP_SYS_RESOURCE");
    CHECK(overall(report) == Overall::degraded);
    report = good_report();
    report.network.emplace().add_sockets()->set_answering(false);
    CHECK(overall(report) == Overall::degraded);
    report = good_report();
    report.network.emplace().mutable_network()->set_why("the link is gone");
    CHECK(overall(report) == Overall::degraded);
}

TEST_CASE("the JSON of a status has every key at all times")
{
    for (const StatusReport& report : {StatusReport{}, good_report()}) {
        const nlohmann::json json = nlohmann::json::parse(to_json(report));
        for (const char* key :
             {"state", "services", "engine", "distros", "network", "images", "kubernetes", "unanswered"}) {
            CHECK(json.contains(key));
        }
        CHECK(json["services"].is_array());
    }
    const nlohmann::json json = nlohmann::json::parse(to_json(good_report()));
    CHECK(json["state"] == "ready");
    CHECK(json["services"][0]["run"] == "RUN_READY");
    CHECK(json["services"][0]["pid"] == 0); // also what is zero has its field
    CHECK(json["engine"]["pack"] == "docker 26.1.5");
    CHECK(json["network"].is_null());
}

TEST_CASE("the text of a status shows why and hint, and who did not answer")
{
    StatusReport report = good_report();
    report.services[1].set_run(ServiceStatus::RUN_DEGRADED);
    report.services[1].set_why("port 80 is taken");
    report.services[1].set_hint("stop nginx");
    report.unanswered.push_back(silence_of("k8s@host"));
    std::string text;
    for (const std::string& line : status_lines(report, {}, {})) {
        text += line + "\n";
    }
    CHECK(text.find("berth is degraded: docker 26.1.5\n") == 0);
    CHECK(text.find("port 80 is taken") != std::string::npos);
    CHECK(text.find("    hint: stop nginx") != std::string::npos);
    CHECK(text.find("k8s@host did not answer") != std::string::npos);
    CHECK(degradations(report).front() == "netbridge: port 80 is taken (stop nginx)");
}

} // namespace berth::cli
