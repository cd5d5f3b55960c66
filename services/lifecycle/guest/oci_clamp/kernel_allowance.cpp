// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/guest/oci_clamp/kernel_allowance.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/files.hpp"

namespace berth::lifecycle {
namespace {

constexpr const char* kScoreFile = "/proc/self/oom_score_adj";

constexpr std::array<std::pair<std::string_view, int>, 16> kLimitNames{
    {{"RLIMIT_AS", RLIMIT_AS},
     {"RLIMIT_CORE", RLIMIT_CORE},
     {"RLIMIT_CPU", RLIMIT_CPU},
     {"RLIMIT_DATA", RLIMIT_DATA},
     {"RLIMIT_FSIZE", RLIMIT_FSIZE},
     {"RLIMIT_LOCKS", RLIMIT_LOCKS},
     {"RLIMIT_MEMLOCK", RLIMIT_MEMLOCK},
     {"RLIMIT_MSGQUEUE", RLIMIT_MSGQUEUE},
     {"RLIMIT_NICE", RLIMIT_NICE},
     {"RLIMIT_NOFILE", RLIMIT_NOFILE},
     {"RLIMIT_NPROC", RLIMIT_NPROC},
     {"RLIMIT_RSS", RLIMIT_RSS},
     {"RLIMIT_RTPRIO", RLIMIT_RTPRIO},
     {"RLIMIT_RTTIME", RLIMIT_RTTIME},
     {"RLIMIT_SIGPENDING", RLIMIT_SIGPENDING},
     {"RLIMIT_STACK", RLIMIT_STACK}}};

bool write_score(std::int64_t score)
{
    const base::UniqueFd file(::open(kScoreFile, O_WRONLY | O_CLOEXEC));
    const std::string text = std::to_string(score);
    return file && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

bool allows_score(std::int64_t score, std::int64_t own)
{
    const bool allowed = write_score(score);
    if (allowed) {
        (void)write_score(own); // upwards or back to what was granted before: always allowed
    }
    return allowed;
}

} // namespace

std::int64_t KernelAllowance::oom_score_adj(std::int64_t wanted)
{
    const std::int64_t own = std::stoll(base::read_file(kScoreFile).value());
    if (wanted >= own || allows_score(wanted, own)) {
        return wanted; // raising needs no right; a value out of range is the runtime's to refuse
    }
    constexpr std::int64_t kNeutral = 0;
    return own > kNeutral && wanted < kNeutral && allows_score(kNeutral, own) ? kNeutral : own;
}

std::uint64_t KernelAllowance::hard_limit(const std::string& type, std::uint64_t wanted)
{
    const auto* const known = std::find_if(kLimitNames.begin(), kLimitNames.end(),
                                           [&](const auto& each) { return each.first == type; });
    rlimit own{};
    if (known == kLimitNames.end() || ::getrlimit(static_cast<__rlimit_resource>(known->second), &own) != 0 ||
        wanted <= own.rlim_max) {
        return wanted;
    }
    const auto resource = static_cast<__rlimit_resource>(known->second);
    const rlimit raised{own.rlim_cur, wanted};
    if (::setrlimit(resource, &raised) != 0) {
        return own.rlim_max;
    }
    (void)::setrlimit(resource, &own); // lowering is always allowed
    return wanted;
}

} // namespace berth::lifecycle
