// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/integrations.hpp"

#include <algorithm>
#include <csignal>

#include "base/error.hpp"
#include "base/instance.hpp"
#include "services/distro/host/helper_answer.hpp"
#include "services/distro/host/live_check.hpp"

namespace berth::distro {
namespace {

constexpr std::chrono::milliseconds kLookInterval{2000};
/// A few milliseconds, unless a file system of the distro hangs.
constexpr std::chrono::milliseconds kIntegrateDeadline{8000};
constexpr const char* kProgram = "berth-distro-integrate";

v1::IntegrationRecord record_of(const nlohmann::json& answer, bool was_put_in_place)
{
    v1::IntegrationRecord record;
    if (was_put_in_place) {
        record.mutable_socket_owner()->set_uid(answer.value("uid", 0U));
        record.mutable_socket_owner()->set_gid(answer.value("gid", 0U));
    }
    for (const auto& path : answer.value("made", std::vector<std::string>{})) {
        record.add_made(path);
    }
    return record;
}

} // namespace

Integrations::Integrations(loop::EventLoop& loop, spdlog::logger& log, Surroundings surroundings)
    : loop_(loop), log_(log), surroundings_(std::move(surroundings))
{
    timer_ = loop_.add_periodic(kLookInterval, [this] { look(); });
}

Integrations::~Integrations()
{
    loop_.remove(timer_);
}

void Integrations::set_client(const std::string& directory)
{
    if (directory != client_directory_) {
        client_directory_ = directory;
        look();
    }
}

void Integrations::stop()
{
    runs_.clear();
    settling_.clear();
}

void Integrations::look_and_settle(std::function<void()> on_settled)
{
    settling_.push_back(std::move(on_settled));
    look();
}

/// Also what failed before is tried again.
void Integrations::look()
{
    failed_.clear();
    go_on();
}

void Integrations::go_on()
{
    for (const DistroFacts& facts : surroundings_.distros()) {
        if (facts.runs() && !facts.is_machine() && runs_.count(facts.name) == 0 &&
            failed_.count(facts.name) == 0 && !is_as_wished(facts)) {
            run(facts);
        }
    }
    if (runs_.empty()) {
        for (const std::function<void()>& on_settled : std::exchange(settling_, {})) {
            on_settled();
        }
    }
}

bool Integrations::is_in_place(const DistroFacts& facts) const
{
    const auto found = present_.find(facts.name);
    return found != present_.end() && found->second.in_place &&
           found->second.life == facts.process.start_time() &&
           has_share(facts.process.pid(), surroundings_.shares / facts.name);
}

bool Integrations::is_as_wished(const DistroFacts& facts) const
{
    const v1::IntegrationRecord& record = facts.record.integration();
    if (!record.wished()) {
        return record.made().empty() && !is_in_place(facts);
    }
    return is_in_place(facts) && present_.at(facts.name).client_directory == client_directory_;
}

base::ProcessSpec Integrations::spec(const DistroFacts& facts) const
{
    const v1::IntegrationRecord& record = facts.record.integration();
    base::ProcessSpec spec{.program = base::libexec_dir() / kProgram,
                           .arguments = {record.wished() ? "on" : "off", "--name", facts.name, "--init-pid",
                                         std::to_string(facts.process.pid()), "--start-time",
                                         std::to_string(facts.process.start_time())},
                           .parent_death_signal = SIGKILL};
    const auto add = [&](const char* option, const std::string& value) {
        spec.arguments.insert(spec.arguments.end(), {option, value});
    };
    for (const std::string& path : record.made()) {
        add("--made", path);
    }
    if (record.wished()) {
        add("--share", (surroundings_.shares / facts.name).string());
        add("--launcher", (base::libexec_dir() / "berth-docker-launcher").string());
        if (!client_directory_.empty()) {
            add("--client", client_directory_);
        }
        if (!facts.record.default_user().empty()) {
            add("--default-user", facts.record.default_user());
        }
    }
    return spec;
}

void Integrations::run(const DistroFacts& facts)
{
    try {
        runs_[facts.name] = std::make_unique<loop::ProgramRun>(
            loop_, spec(facts), kIntegrateDeadline,
            [this, facts, directory = client_directory_](const loop::ProgramEnd& end) {
                const auto run = std::move(runs_[facts.name]); // it calls this: it ends behind it
                runs_.erase(facts.name);
                on_run_end(facts, directory, end);
                surroundings_.on_change();
                go_on();
            });
    } catch (const base::Error& error) {
        runs_.erase(facts.name);
        note_failure(facts, {error.what(), error.hint()});
    }
}

void Integrations::on_run_end(const DistroFacts& facts, const std::string& client_directory,
                              const loop::ProgramEnd& end)
{
    const auto answer = helper_answer(kProgram, "integrating the distro", kIntegrateDeadline, end);
    if (!answer) {
        note_failure(facts, answer.error());
        return;
    }
    const bool wished = facts.record.integration().wished();
    v1::IntegrationRecord record = record_of(*answer, wished);
    record.set_wished(is_wished_now(facts.name));
    try {
        surroundings_.keep(facts.name, record);
    } catch (const base::Error& error) {
        note_failure(facts, {error.what(), error.hint()});
        return;
    }
    present_[facts.name] = {.life = facts.process.start_time(),
                            .client_directory = client_directory,
                            .in_place = wished,
                            .client = answer->value("client", ""),
                            .why = answer->value("why", "")};
    log_.info("distro {}: its docker socket and client are {}", facts.name, wished ? "in place" : "gone");
}

/// A person may have changed their mind while the program ran.
bool Integrations::is_wished_now(const std::string& name) const
{
    const std::vector<DistroFacts> all = surroundings_.distros();
    return std::any_of(all.begin(), all.end(), [&](const DistroFacts& facts) {
        return facts.name == name && facts.record.integration().wished();
    });
}

void Integrations::note_failure(const DistroFacts& facts, const base::Failure& failure)
{
    failed_.insert(facts.name);
    Present& present = present_[facts.name];
    if (present.why != failure.message) { // it is tried again and again: say it once
        log_.error("integrating distro {}: {}", facts.name, failure.message);
    }
    present = {.life = facts.process.start_time(), .why = failure.message, .hint = failure.hint};
}

void Integrations::describe(const DistroFacts& facts, v1::DistroStatus& status) const
{
    const v1::IntegrationRecord& record = facts.record.integration();
    const auto found = present_.find(facts.name);
    const Present present = found == present_.end() ? Present() : found->second;
    if (!record.wished() && record.made().empty() && !present.in_place) {
        return;
    }
    v1::IntegrationStatus& integration = *status.mutable_integration();
    integration.set_in_place(facts.runs() && is_in_place(facts));
    integration.set_client(integration.in_place() ? present.client : "");
    if (!facts.runs()) {
        integration.set_why(record.wished() ? "the distro does not run"
                                            : "its links are taken away when the distro runs again");
    } else {
        integration.set_why(present.why);
        integration.set_hint(present.hint);
    }
}

} // namespace berth::distro
