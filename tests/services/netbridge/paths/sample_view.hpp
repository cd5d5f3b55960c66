// SPDX-License-Identifier: Apache-2.0
// A world for path rules: what is attached, what links there are, where the proxy's socket is; and the
// engine's side that is asked about it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "services/netbridge/core/paths/absolute_links.hpp"
#include "services/netbridge/core/paths/origin.hpp"

namespace berth::netbridge::test {

using Links = std::map<std::pair<std::string, std::string>, std::string>; ///< {distro, path} to target

/// Attached are "host", "Ubuntu" and "Debian".
inline bool is_attached(const std::string& distro)
{
    static const std::set<std::string> attached{"host", "Ubuntu", "Debian"};
    return attached.count(distro) > 0;
}

inline EngineView sample_view(const std::string& docker_socket = "/run/origins/docker.sock")
{
    return {.is_attached = is_attached, .docker_socket = docker_socket};
}

/// As the guest half answers.
inline PathAnswers answers_to(const PathQuestions& questions, const Links& links = {})
{
    PathAnswers answers;
    for (const auto& [name, question] : questions) {
        DistroAnswer& answer = answers[name];
        answer.attached = is_attached(name);
        const auto read_link = [&, &distro = name](const std::string& path) -> std::optional<std::string> {
            const auto found = links.find({distro, path});
            return found == links.end() ? std::nullopt : std::optional(found->second);
        };
        for (const auto& [path, make_directory] : question) {
            if (answer.attached) {
                answer.paths.insert_or_assign(path, resolve_absolute_links(path, read_link));
            }
        }
    }
    return answers;
}

/// Both halves, with the question between them.
inline base::Result<std::string> to_engine(const Origin& origin, std::string_view typed,
                                           const Links& links = {})
{
    PathQuestions questions;
    if (const auto place = origin.asks_about(typed)) {
        questions[place->distro][place->path] = false;
    }
    return origin.to_engine(typed, answers_to(questions, links));
}

} // namespace berth::netbridge::test
