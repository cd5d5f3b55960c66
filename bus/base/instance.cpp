// SPDX-License-Identifier: Apache-2.0
#include "base/instance.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace berth::base {
namespace {

constexpr std::size_t kMaxName = 16; // keeps unix socket paths and interface names within their limits

bool is_valid_name(const std::string& name)
{
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return name.size() <= kMaxName && name.front() != '-' && std::all_of(name.begin(), name.end(), allowed);
}

} // namespace

Instance::Instance(std::string name) : name_(std::move(name))
{
    if (!name_.empty() && !is_valid_name(name_)) {
        throw Error("'" + name_ + "' is not an instance name",
                    "use up to 16 characters of a-z, 0-9 and '-', not starting with '-'");
    }
}

std::filesystem::path Instance::state_dir() const
{
    return "/var/lib/berth" + suffix();
}
std::filesystem::path Instance::run_dir() const
{
    return "/run/berth" + suffix();
}
std::filesystem::path Instance::log_dir() const
{
    return "/var/log/berth" + suffix();
}
std::filesystem::path Instance::settings_file() const
{
    return "/etc/berth" + suffix() + "/settings.json";
}

std::filesystem::path own_program_dir()
{
    return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

namespace {

/// The directory that holds bin/, libexec/ and share/: the nearest one upwards, so that it is found from
/// bin, libexec/berth and a build tree's tests alike.
std::filesystem::path prefix_dir()
{
    const std::filesystem::path own = own_program_dir();
    for (std::filesystem::path up = own; up.has_relative_path(); up = up.parent_path()) {
        if (std::filesystem::is_directory(up / "libexec" / "berth")) {
            return up;
        }
    }
    throw Error("berth's programs were not found from " + own.string(),
                "install berth with `cmake --install`, or run it from its build tree");
}

} // namespace

std::filesystem::path libexec_dir()
{
    return prefix_dir() / "libexec" / "berth";
}
std::filesystem::path share_dir()
{
    return prefix_dir() / "share" / "berth";
}

} // namespace berth::base
