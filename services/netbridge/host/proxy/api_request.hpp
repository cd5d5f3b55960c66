// SPDX-License-Identifier: Apache-2.0
// What the two sides of a call share. For .cpp files of the API proxy only.
#pragma once

#include <string>

#include "services/netbridge/core/api/api_rules.hpp"

namespace berth::netbridge {

struct ApiRequest {
    std::string method;
    std::string path; ///< api_path()
    const ApiRule* rule = nullptr;
    bool keep_alive = false;
    bool told_to_continue = false; ///< by us, as the whole body is needed first: the engine's 100 ends here
    bool sent = false;             ///< to the engine, whole
    bool unanswered = true;        ///< the engine has said nothing yet
    bool answered = false;         ///< whole, or never will be
    bool cut_short = false;        ///< the engine was told that nothing follows
};

/// What becomes of a connection when a call is over.
enum class AfterCall { next_request, close, raw };

} // namespace berth::netbridge
