// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include <sys/utsname.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "frontend/diagnose/bundle/collect/collect.hpp"
#include "frontend/diagnose/bundle/collect/findings.hpp"

namespace berth::bundle {
namespace {

/// A member of os-release; never its others, which a maker may fill with what they like.
std::string release_member(const std::string& text, const std::string& name)
{
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind(name + "=", 0) == 0) {
            std::string value = line.substr(name.size() + 1);
            if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
                value = value.substr(1, value.size() - 2);
            }
            return value;
        }
    }
    return {};
}

} // namespace

void collect_versions(const Scene& /*scene*/, Findings& findings)
{
    utsname system{};
    if (::uname(&system) != 0) {
        throw base::SystemError("asking for the kernel's version");
    }
    const base::Result<std::string> release = base::read_file("/etc/os-release");
    const std::string text = release ? *release : std::string();
    add_json(
        findings, "versions.json",
        {{"berth", BERTH_VERSION},
         {"kernel", {{"release", system.release}, {"version", system.version}, {"machine", system.machine}}},
         {"distribution",
          {{"id", release_member(text, "ID")},
           {"version_id", release_member(text, "VERSION_ID")},
           {"pretty_name", release_member(text, "PRETTY_NAME")}}}});
    if (!release) {
        findings.gaps.push_back("distribution: " + release.error().message);
    }
}

} // namespace berth::bundle
