// SPDX-License-Identifier: Apache-2.0
// The editing of a body's places, the same for both directions but for what is done to a path.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "services/netbridge/core/api/path_places.hpp"

namespace berth::netbridge {

/// What dockerd does about a host path at which nothing is, for the place that the path stands in.
enum class IfMissing {
    refuse,         ///< or leaves it to whoever opens the path
    make_directory, ///< `docker run -v /new:/x`
};

/// Of a path or a name: the other side's text, or why there is none.
using EditPath = std::function<base::Result<std::string>(const std::string& path, IfMissing if_missing)>;

struct PathEditor {
    EditPath path;
    std::function<bool(std::string_view text)> is_path;                ///< rather than a name
    std::function<std::size_t(std::string_view bind)> bind_source_end; ///< npos: there is no source
    std::function<std::string(const std::string& text)> message;
    /// A client's body: what dockerd would read as another path than the one edited here is refused.
    bool is_request = false;
};

/// The body with the places edited and every other byte as it was. Fails on text that is not JSON and on a
/// path that the editor refuses; the failure names the user's own path.
base::Result<std::string> edit_paths(std::string_view body, std::span<const PathPlace> places,
                                     const PathEditor& sides);

} // namespace berth::netbridge
