// SPDX-License-Identifier: Apache-2.0
// How the local platform makes a distro: unpacked below a name with a dot in front, which becomes the
// distro's own when everything is there. A failure at any step deletes what there is.
#include <google/protobuf/util/time_util.h>

#include "base/error.hpp"
#include "services/distro/core/distro_name.hpp"
#include "services/distro/host/local/local_platform.hpp"

namespace berth::distro {

void LocalPlatform::create(const v1::CreateDistro& command, OnProgress on_progress, OnDone on_done)
{
    if (const auto failure = check_new_name(command.name(), taken_names())) {
        answer_later(std::move(on_done), failure);
    } else if (!std::filesystem::path(command.rootfs_file()).is_absolute()) {
        answer_later(std::move(on_done),
                     base::Failure{"'" + command.rootfs_file() + "' is not an absolute path",
                                   "name the archive from the root directory on"});
    } else if (deletions_.count(store_.partial(command.name()).string()) != 0) {
        answer_later(std::move(on_done), base::Failure{"files of an earlier distro " + command.name() +
                                                           " are still being deleted",
                                                       "try again in a moment"});
    } else {
        begin_creation(command, std::move(on_progress), std::move(on_done));
    }
}

void LocalPlatform::begin_creation(const v1::CreateDistro& command, OnProgress on_progress, OnDone on_done)
{
    const std::string name = command.name();
    try {
        const std::filesystem::path rootfs = store_.begin(name);
        being_made_[name].on_done = std::move(on_done);
        being_made_[name].creation = std::make_unique<Creation>(
            loop_, command, rootfs.string(), std::move(on_progress),
            [this, command](const std::optional<base::Failure>& failure) { on_unpacked(command, failure); });
        changed();
    } catch (const base::Error& error) {
        const base::Failure failure{error.what(), error.hint()};
        if (being_made_.count(name) != 0) {
            on_done = std::move(being_made_[name].on_done);
            being_made_.erase(name);
        }
        discard_partial(name, on_done, failure);
    }
}

void LocalPlatform::on_unpacked(const v1::CreateDistro& command, const std::optional<base::Failure>& failure)
{
    const std::string name = command.name();
    BeingMade being_made = std::move(being_made_.at(name)); // its creation calls this: it ends behind it
    being_made_.erase(name);
    std::optional<base::Failure> outcome = failure;
    if (!outcome) {
        try {
            complete_creation(command);
        } catch (const base::Error& error) {
            outcome = base::Failure{error.what(), error.hint()};
        }
    }
    if (outcome) {
        discard_partial(name, being_made.on_done, outcome);
    } else {
        being_made.on_done(std::nullopt);
    }
    changed();
}

void LocalPlatform::complete_creation(const v1::CreateDistro& command)
{
    v1::DistroRecord record;
    record.set_id(make_id());
    record.set_name(command.name());
    *record.mutable_created() = google::protobuf::util::TimeUtil::GetCurrentTime();
    record.set_default_user(command.default_user());
    record.set_attach(true);
    store_.complete(record);
    add(std::move(record));
}

void LocalPlatform::cancel_creation(const std::string& name, OnDone on_done)
{
    const BeingMade being_made = std::move(being_made_.at(name));
    being_made_.erase(name); // and with it berth-unpack ends, now
    answer_later(being_made.on_done, base::Failure{"making distro " + name + " was broken off", ""});
    discard_partial(name, on_done, std::nullopt);
    changed();
}

/// Tells the outcome when the rubbish is gone: a user who has made room may count on it.
void LocalPlatform::discard_partial(const std::string& name, const OnDone& on_done,
                                    const std::optional<base::Failure>& outcome)
{
    try {
        delete_files(store_.partial(name), [on_done, outcome] { on_done(outcome); });
    } catch (const base::Error& error) {
        log_.warn("deleting {}: {}; tried again at the next start", store_.partial(name).string(),
                  error.what());
        answer_later(on_done, outcome);
    }
}

} // namespace berth::distro
