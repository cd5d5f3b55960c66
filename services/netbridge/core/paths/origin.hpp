// SPDX-License-Identifier: Apache-2.0
// Theory. The socket that accepted a connection says who calls: the machine itself ("host"), a distro, or a
// Windows program. Each writes paths in its own way; the engine knows one. An Origin turns the one into the
// other, for one kind of caller, by rules over text alone:
//
//   typed text  --locate-->  Location  --to_engine_path-->  engine's path      (requests)
//   shown text  <---show---  Location  <---location_of----  engine's path      (answers, error texts)
//
// On the way to the engine, a location in a distro has to be looked at in between (path_answers.hpp): is the
// distro there, and does a link lead elsewhere? Nothing here looks itself.
//
// A text is shown only if, typed again, it leads to the very same engine's path; else the engine's path is
// shown, which every origin can type as well. So inspect's output can always be fed back, and two origins
// never take the same text of an answer for different files without being told so.
//
// The same for all origins:
//   /distros/B/x         typed literally is x of distro B, whoever calls, also for B itself. An origin that
//   has
//                        a real directory /distros reaches it as /distros/<its own name>/distros.
//   docker.sock          /var/run/docker.sock and /run/docker.sock are the proxy's socket of the caller's own
//                        origin, whatever lies there: a container that mounts it is translated for as its
//                        creator is, and never meets dockerd itself or another engine.
//   not attached         a distro that the engine does not see is an error that says so, never an empty
//                        directory.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "services/netbridge/core/paths/location.hpp"
#include "services/netbridge/core/paths/path_answers.hpp"

namespace berth::netbridge {

/// What the rules need to know of the world. Called on the proxy's thread.
struct EngineView {
    /// Is the distro's root projected into the engine now? "host" is a distro here. For the texts of answers
    /// only: a request asks the engine's side.
    std::function<bool(const std::string& distro)> is_attached;
    /// The proxy's socket of this origin, as the engine sees it; clean. Empty: docker.sock is a path as
    /// others.
    std::string docker_socket;
};

/// Whose file a typed path names.
enum class PathOwner {
    origin,        ///< the caller's own
    distro,        ///< a distro's that was named literally
    engine,        ///< the engine's own root, under the same path
    docker_socket, ///< the proxy's socket of the caller's origin
};

class Origin {
public:
    virtual ~Origin() = default;
    Origin(const Origin&) = delete;
    Origin& operator=(const Origin&) = delete;

    /// The place that has to be looked at before to_engine() knows. nullopt: to_engine() needs no answer.
    std::optional<Location> asks_about(std::string_view typed) const;

    /// Of a path as typed; what is not a path (a volume's name) comes back unchanged. `answers` has one for
    /// the place that the path asks about. A failure says why, in words for the user.
    base::Result<std::string> to_engine(std::string_view typed, const PathAnswers& answers) const;

    /// The inverse; a path that is nobody's but the engine's comes back unchanged.
    std::string to_user(std::string_view engine_path) const;

    /// Replaces the engine's paths within running text, such as an error message.
    std::string text_to_user(std::string_view text) const;

    /// nullopt: no path, or one that to_engine() refuses whatever the engine sees.
    std::optional<PathOwner> owner_of(std::string_view typed) const;

    /// Is it a path in this origin's way of writing, rather than a volume's name?
    virtual bool is_path(std::string_view typed) const = 0;

    /// In "source:destination[:options]" as typed: where the source ends; npos: there is no source.
    virtual std::size_t bind_source_end(std::string_view bind) const = 0;

protected:
    explicit Origin(EngineView view);

    struct Place {
        PathOwner owner = PathOwner::origin;
        Location location;
    };

    /// Pure text: links and what is attached come later. Only for what is_path().
    virtual base::Result<Place> locate(std::string_view typed) const = 0;
    /// A text of this origin's for the location, or the engine's path.
    virtual std::string show(const Location& location) const = 0;
    /// Where engine's paths begin that this origin shows otherwise, besides /distros.
    virtual std::vector<std::string> shown_prefixes() const { return {}; }

    /// The proxy's socket, if the clean path is a name of it.
    std::optional<Place> as_docker_socket(std::string_view clean_path) const;
    /// The place, if an absolute path is the engine's own or names a distro, as it does for every origin.
    static std::optional<Place> as_literal(std::string_view typed);

private:
    base::Result<Place> placed(std::string_view typed) const;
    base::Result<Location> as_seen(const Place& place, const PathAnswers& answers) const;
    bool is_missing_distro(const Location& location) const;

    EngineView view_;
};

/// "the distro X is not attached to the engine; attach it with: berth distro attach X".
std::string not_attached(const std::string& distro);

} // namespace berth::netbridge
