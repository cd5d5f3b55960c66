// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/local/local_platform.hpp"

#include <csignal>

#include <google/protobuf/util/message_differencer.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "services/distro/core/distro_name.hpp"

namespace berth::distro {
namespace {

base::Failure no_such_distro(const std::string& name)
{
    if (name == kHostDistro) {
        return {"distro host is the machine itself", "it always runs, and stays"};
    }
    return {"there is no distro " + name, "`berth distro list` shows what there is"};
}

} // namespace

LocalPlatform::LocalPlatform(loop::EventLoop& loop, spdlog::logger& log, const base::Instance& instance,
                             int machine_pid)
    : loop_(loop), log_(log), process_records_(instance.run_dir() / "distros"), machine_pid_(machine_pid),
      store_(instance.state_dir() / "distros")
{
    base::make_directories(process_records_, 0700);
    for (const std::filesystem::path& left : store_.rubbish()) {
        log_.info("deleting {}, left by a creation or removal that was cut short", left.string());
        delete_files(left, [] {});
    }
    std::vector<std::string> broken;
    for (v1::DistroRecord& record : store_.load(broken)) {
        add(std::move(record));
    }
    for (const std::string& directory : broken) {
        log_.warn("ignoring {}: it has no readable distro.json", directory);
    }
}

void LocalPlatform::add(v1::DistroRecord record)
{
    const std::string name = record.name();
    LocalDistro::Places places{.directory = store_.directory(name),
                               .rootfs = store_.rootfs(name),
                               .process_record = process_records_ / (name + ".json")};
    distros_[name] =
        std::make_unique<LocalDistro>(loop_, std::move(record), std::move(places), [this] { changed(); });
}

std::vector<DistroFacts> LocalPlatform::distros() const
{
    DistroFacts machine{.name = kHostDistro, .life = DistroFacts::Life::running};
    machine.process.set_pid(machine_pid_);
    std::vector<DistroFacts> all{machine};
    for (const auto& [name, distro] : distros_) {
        all.push_back(distro->facts());
    }
    for (const auto& [name, being_made] : being_made_) {
        all.push_back(
            {.name = name, .life = DistroFacts::Life::creating, .location = store_.partial(name).string()});
    }
    return all;
}

void LocalPlatform::start(const std::string& name, OnDone on_done)
{
    if (LocalDistro* distro = find(name)) {
        distro->start(std::move(on_done));
    } else {
        answer_later(std::move(on_done), no_such_distro(name));
    }
}

void LocalPlatform::terminate(const std::string& name, OnDone on_done)
{
    if (LocalDistro* distro = find(name)) {
        distro->terminate(std::move(on_done));
    } else {
        answer_later(std::move(on_done), no_such_distro(name));
    }
}

void LocalPlatform::remove(const std::string& name, OnDone on_done)
{
    if (being_made_.count(name) != 0) {
        cancel_creation(name, std::move(on_done));
        return;
    }
    LocalDistro* distro = find(name);
    if (distro == nullptr) {
        answer_later(std::move(on_done), no_such_distro(name));
        return;
    }
    if (distro->facts().life != DistroFacts::Life::stopped) {
        answer_later(std::move(on_done),
                     base::Failure{"distro " + name + " runs, so it is not removed",
                                   "terminate it first: `berth distro terminate " + name + "`"});
        return;
    }
    try {
        const std::filesystem::path trash = store_.discard(distro->record());
        distros_.erase(name);
        delete_files(trash, [on_done] { on_done(std::nullopt); });
        changed();
    } catch (const base::Error& error) {
        answer_later(std::move(on_done), base::Failure{error.what(), error.hint()});
    }
}

void LocalPlatform::set_attach(const std::string& name, bool attach)
{
    if (LocalDistro* distro = find(name); distro != nullptr && distro->record().attach() != attach) {
        distro->record().set_attach(attach);
        store_.save(distro->record());
    }
}

void LocalPlatform::set_running(const std::string& name, bool running)
{
    if (LocalDistro* distro = find(name); distro != nullptr && distro->record().running() != running) {
        distro->record().set_running(running);
        store_.save(distro->record());
    }
}

void LocalPlatform::set_integration(const std::string& name, const v1::IntegrationRecord& integration)
{
    LocalDistro* distro = find(name);
    if (distro != nullptr &&
        !google::protobuf::util::MessageDifferencer::Equals(distro->record().integration(), integration)) {
        *distro->record().mutable_integration() = integration;
        store_.save(distro->record());
    }
}

void LocalPlatform::delete_files(const std::filesystem::path& directory, OnDeleted on_deleted)
{
    const std::string path = directory.string();
    const base::ProcessSpec spec{.program = "/bin/rm",
                                 .arguments = {"-rf", "--one-file-system", "--", path},
                                 .parent_death_signal = SIGKILL};
    const auto on_end = [this, path, on_deleted](const loop::ProgramEnd& end) {
        const auto run = std::move(deletions_[path]); // it calls this: it ends behind it
        deletions_.erase(path);
        if (!end.status.success()) {
            log_.warn("deleting {}: rm {}; tried again at the next start", path, end.status.to_text());
        }
        on_deleted();
    };
    deletions_[path] = std::make_unique<loop::ProgramRun>(loop_, spec, kDeleteDeadline, on_end);
}

std::vector<std::string> LocalPlatform::taken_names() const
{
    std::vector<std::string> names;
    for (const DistroFacts& facts : distros()) {
        names.push_back(facts.name);
    }
    return names;
}

LocalDistro* LocalPlatform::find(const std::string& name)
{
    const auto found = distros_.find(name);
    return found == distros_.end() ? nullptr : found->second.get();
}

void LocalPlatform::answer_later(OnDone on_done, const std::optional<base::Failure>& failure)
{
    loop_.post([on_done = std::move(on_done), failure] { on_done(failure); });
}

void LocalPlatform::changed() const
{
    if (on_change_) {
        on_change_();
    }
}

} // namespace berth::distro
