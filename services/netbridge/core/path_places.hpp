// SPDX-License-Identifier: Apache-2.0
// Where in a JSON body paths stand, and the editing of just those places.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace berth::netbridge {

/// A place in a body: field names joined by '.', "[]" behind a name (or alone) for every element of an array.
/// Names are matched as Go does, every duplicate is visited.
struct PathPlace {
    enum class Kind {
        path,           ///< the string is a path, or a name that is not absolute
        bind,           ///< "source:destination[:options]"
        volume_options, ///< an object of the local volume driver: type, device, o
        message,        ///< text for people with paths in it
    };
    std::string_view where;
    Kind kind;
};

/// Both directions have the same shape: a path in, a path out, or why not.
struct PathEditor {
    std::function<base::Result<std::string>(const std::string& path)> path;
    std::function<std::string(const std::string& text)> message;
};

/// The body with the places edited and every other byte as it was. Fails on text that is not JSON and on a
/// path that the editor refuses; the failure names the user's own path.
base::Result<std::string> edit_paths(std::string_view body, std::span<const PathPlace> places,
                                     const PathEditor& editor);

} // namespace berth::netbridge
