// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/paths/absolute_links.hpp"

#include <algorithm>

#include "services/netbridge/core/paths/location.hpp"

namespace berth::netbridge {

namespace {
constexpr int kMaxLinks = 40; // as the kernel's MAXSYMLINKS
}

base::Result<std::string> resolve_absolute_links(const std::string& path, const ReadLink& read_link)
{
    if (!path.starts_with('/')) {
        return path;
    }
    bool leaves_the_projection = false;
    int links = 0;
    std::string resolved = "/";
    std::string rest = clean_path(path).substr(1);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('/'), rest.size());
        const std::string component = rest.substr(0, end);
        rest.erase(0, std::min(end + 1, rest.size()));
        leaves_the_projection = leaves_the_projection || (component == ".." && resolved == "/");
        const std::string here = clean_path(resolved + "/" + component);
        const auto target = read_link(here);
        if (!target) {
            resolved = here;
            continue;
        }
        if (++links > kMaxLinks) {
            return base::Failure("it leads over more than 40 symbolic links", "");
        }
        const bool absolute = target->starts_with('/');
        leaves_the_projection = leaves_the_projection || absolute;
        resolved = absolute ? "/" : resolved;
        rest = *target + (rest.empty() ? "" : "/" + rest);
        rest.erase(0, rest.find_first_not_of('/'));
    }
    return leaves_the_projection ? resolved : path;
}

} // namespace berth::netbridge
