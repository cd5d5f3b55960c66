// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/invoking_user.hpp"

#include <cstdlib>

#include <pwd.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::cli {
namespace {

std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

} // namespace

docker_context::User invoking_user()
{
    const std::string sudo_user = ::geteuid() == 0 ? variable("SUDO_USER") : std::string();
    if (!sudo_user.empty() && sudo_user != "root") {
        const passwd* entry = ::getpwnam(sudo_user.c_str());
        if (entry == nullptr || *entry->pw_dir == '\0') {
            throw base::Error("user " + sudo_user + " (of SUDO_USER) has no home");
        }
        return {.config_dir = std::filesystem::path(entry->pw_dir) / ".docker",
                .uid = entry->pw_uid,
                .gid = entry->pw_gid};
    }
    const std::string config = variable("DOCKER_CONFIG");
    const std::string home = variable("HOME");
    if (config.empty() && home.empty()) {
        throw base::Error("neither DOCKER_CONFIG nor HOME is set");
    }
    return {.config_dir =
                config.empty() ? std::filesystem::path(home) / ".docker" : std::filesystem::path(config),
            .uid = ::geteuid(),
            .gid = ::getegid()};
}

} // namespace berth::cli
