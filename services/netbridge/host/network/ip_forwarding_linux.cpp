// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/network/ip_forwarding.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::netbridge {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSetting = "/proc/sys/net/ipv4/ip_forward";
constexpr const char* kOn = "1\n";
constexpr const char* kRecord = "netbridge/ip_forward"; // below a runtime directory
constexpr const char* kRunDirPrefix = "berth";

/// Only netbridges take it, for a few file accesses that wait for nobody.
base::UniqueFd lock_records(const fs::path& directory)
{
    base::UniqueFd lock = base::open_file(directory, O_RDONLY | O_DIRECTORY);
    while (::flock(lock.get(), LOCK_EX) != 0) {
        if (errno != EINTR) {
            throw base::SystemError("locking " + directory.string());
        }
    }
    return lock;
}

/// Only a change is written: the kernel resets other settings of IPv4 with it.
void set(const std::string& value)
{
    if (base::read_file(kSetting).value() != value) {
        base::write_existing(kSetting, value);
    }
}

} // namespace

fs::path IpForwarding::record() const
{
    return run_dir_ / kRecord;
}

std::optional<std::string> IpForwarding::record_of_another() const
{
    for (const fs::directory_entry& entry : fs::directory_iterator(run_dir_.parent_path())) {
        const bool is_an_instance = entry.path().filename().string().rfind(kRunDirPrefix, 0) == 0;
        if (is_an_instance && entry.path() != run_dir_) {
            if (const auto before = base::read_file(entry.path() / kRecord)) {
                return *before;
            }
        }
    }
    return std::nullopt;
}

void IpForwarding::switch_on()
{
    const base::UniqueFd lock = lock_records(run_dir_.parent_path());
    if (!fs::exists(record())) {
        const auto before = record_of_another();
        base::make_directories(record().parent_path(), 0700);
        base::write_file_atomically(record(), before ? *before : base::read_file(kSetting).value(), 0600);
    }
    set(kOn);
}

void IpForwarding::restore()
{
    const base::UniqueFd lock = lock_records(run_dir_.parent_path());
    const auto before = base::read_file(record());
    if (!before) {
        return;
    }
    if (!record_of_another()) {
        set(*before);
    }
    fs::remove(record());
}

} // namespace berth::netbridge
