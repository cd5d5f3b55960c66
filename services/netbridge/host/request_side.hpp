// SPDX-License-Identifier: Apache-2.0
// One call's way up: its body, translated or as it comes, and then the client's end. For .cpp files of the
// API proxy only.
#pragma once

#include <optional>
#include <string>

#include "services/netbridge/core/api/body_translation.hpp"
#include "services/netbridge/host/api_request.hpp"
#include "services/netbridge/host/local_answer.hpp"

namespace berth::netbridge {

class RequestSide {
public:
    /// All outlive it.
    RequestSide(HttpPeer& client, const BodyTranslation& translation, LocalAnswer& local_answer)
        : client_(client), translation_(translation), local_answer_(local_answer)
    {}

    /// Reads the whole body of a request whose rule finds paths in it. std::nullopt: it cannot be passed on,
    /// and the client has been told why.
    asio::awaitable<std::optional<std::string>> translated_body(RequestParser& parser,
                                                                const ApiRequest& request);

    /// Passes the request on, with `body` in place of its own where there is one, and watches the client
    /// until the call is answered.
    asio::awaitable<void> pass_on(HttpPeer& engine, RequestParser& parser, ApiRequest& request,
                                  const std::optional<std::string>& body);

private:
    HttpPeer& client_;
    const BodyTranslation& translation_;
    LocalAnswer& local_answer_;
};

} // namespace berth::netbridge
