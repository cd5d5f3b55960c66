// SPDX-License-Identifier: Apache-2.0
// Whether a plain `docker` of the user reaches this berth. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "frontend/diagnose/check/core/finding.hpp"

namespace berth::diagnose {

struct ContextFacts {
    std::string name = {};                            ///< "berth"
    std::string host = {};                            ///< "unix:///run/berth/docker.sock"
    std::string file = {};                            ///< of the context, in the user's home
    std::optional<std::string> stored = std::nullopt; ///< its text
    std::optional<std::string> config = std::nullopt; ///< of config.json
    std::string docker_host = {};                     ///< the variables
    std::string docker_context = {};
    std::string default_link = {}; ///< where /var/run/docker.sock leads; empty when it is no link
    std::string berth = "berth";   ///< the command as a person of this instance types it
};

/// From the text of /proc/PID/environ: NAME=VALUE, each with a NUL behind it. Empty where it is not there.
std::string value_in_environment(std::string_view environment, std::string_view name);

Finding judge_context_file(const ContextFacts& facts);
Finding judge_docker_host(const ContextFacts& facts);
Finding judge_docker_context(const ContextFacts& facts);
/// The current context is the user's choice, so another one is a warning only.
Finding judge_current_context(const ContextFacts& facts);

} // namespace berth::diagnose
