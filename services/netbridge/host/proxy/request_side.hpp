// SPDX-License-Identifier: Apache-2.0
// One call's way up: its body, translated or as it comes, and then the client's end. For .cpp files of the
// API proxy only.
#pragma once

#include <optional>
#include <string>

#include "services/netbridge/core/api/body_translation.hpp"
#include "services/netbridge/host/proxy/api_request.hpp"
#include "services/netbridge/host/proxy/client_watch.hpp"
#include "services/netbridge/host/proxy/local_answer.hpp"
#include "services/netbridge/host/proxy/path_resolver.hpp"

namespace berth::netbridge {

class RequestSide {
public:
    struct PathRules { ///< both outlive it
        const BodyTranslation& translation;
        PathResolver& resolver;
    };
    /// Client and answer outlive it.
    RequestSide(HttpPeer& client, PathRules rules, LocalAnswer& local_answer)
        : client_(client), rules_(rules), local_answer_(local_answer)
    {}

    /// Reads the whole body of a request whose rule finds paths in it. std::nullopt: it cannot be passed on,
    /// and the client has been told why.
    asio::awaitable<std::optional<std::string>> translated_body(RequestParser& parser,
                                                                const ApiRequest& request);

    /// Passes the request on, with `body` in place of its own where there is one, and begins to watch the
    /// client.
    asio::awaitable<void> pass_on(HttpPeer& engine, RequestParser& parser, ApiRequest& request,
                                  const std::optional<std::string>& body);
    void stop_watching() { watch_.reset(); }

private:
    struct Translated {
        std::optional<std::string> body;
        http::status refusal = http::status::bad_request; ///< without a body
        std::string why;
    };
    asio::awaitable<Translated> translate(const ApiRule& rule, const std::string& body);
    asio::awaitable<base::Result<PathAnswers>> look_at(const PathQuestions& questions);

    HttpPeer& client_;
    const PathRules rules_;
    LocalAnswer& local_answer_;
    std::optional<ClientWatch> watch_;
};

} // namespace berth::netbridge
