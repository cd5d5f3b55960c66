// SPDX-License-Identifier: Apache-2.0
// The docker client's context "berth" in a user's home: how `docker --context berth …` finds the engine. Only
// the context's own directory is written; config.json, and with it the user's choice of a context, is never
// touched. Format: docker/cli, cli/context/store/metadatastore.go.
#pragma once

#include <filesystem>
#include <string>

#include <sys/types.h>

#include "base/instance.hpp"

namespace berth::docker_context {

/// Whose client. All that is made belongs to this user.
struct User {
    std::filesystem::path config_dir; ///< ~/.docker, or $DOCKER_CONFIG
    uid_t uid = 0;
    gid_t gid = 0;
};

struct Context {
    std::string name;
    std::string description;
    std::string host; ///< "unix:///run/berth/docker.sock", as read in the user's mount namespace
};

/// "berth", or "berth-INSTANCE", to the instance's own docker.sock.
Context context_of(const base::Instance& instance);

enum class Change { none, created, updated, removed };

/// Writes the context where it is not so already. Throws base::Error, also where the user may not write.
Change put(const User& user, const Context& context);

/// Takes it away, with TLS material of that name; an absent one is fine.
Change remove(const User& user, const std::string& name);

/// The directory of a context below the store: the SHA-256 of its name, in hexadecimal digits.
std::string directory_name(const std::string& name);

} // namespace berth::docker_context
