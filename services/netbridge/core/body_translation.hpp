// SPDX-License-Identifier: Apache-2.0
// What the API proxy does to a body: one origin's paths, the table of rules and the editor put together.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "services/netbridge/core/absolute_links.hpp"
#include "services/netbridge/core/api_rules.hpp"
#include "services/netbridge/core/host_paths.hpp"

namespace berth::netbridge {

class BodyTranslation {
public:
    /// `read_link` reads in the origin's mount namespace.
    BodyTranslation(HostPaths paths, ReadLink read_link);

    /// Towards the engine. A failure is the client's 400: an untranslated path is never passed on.
    base::Result<std::string> request(const ApiRule& rule, std::string_view body) const;

    /// Towards the user. `rule` may be null. A body that is not JSON passes as it is: it is the engine's own.
    std::string response(const ApiRule* rule, unsigned status, std::string_view body) const;

    /// True when response() may change something for such an answer.
    static bool concerns(const ApiRule* rule, unsigned status);

private:
    HostPaths paths_;
    ReadLink read_link_;
};

} // namespace berth::netbridge
