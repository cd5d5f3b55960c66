// SPDX-License-Identifier: Apache-2.0
// One call's way down: the engine's answer, translated or as it comes. For .cpp files of the API proxy only.
#pragma once

#include "services/netbridge/core/api/body_translation.hpp"
#include "services/netbridge/core/api/shown_answers.hpp"
#include "services/netbridge/host/proxy/api_request.hpp"
#include "services/netbridge/host/proxy/local_answer.hpp"

namespace berth::netbridge {

class AnswerSide {
public:
    struct Rules {
        const BodyTranslation& translation;
        ShownAnswers& shown;
    };
    /// All outlive it.
    AnswerSide(HttpPeer& client, const Rules& rules, LocalAnswer& local_answer)
        : client_(client), rules_(rules), local_answer_(local_answer)
    {}

    /// Passes the answer on to its end, or up to the head behind which both sides speak raw bytes.
    asio::awaitable<AfterCall> pass_on(HttpPeer& engine, ApiRequest& request);

private:
    asio::awaitable<AfterCall> pass_answer(HttpPeer& engine, ResponseParser& answer,
                                           const ApiRequest& request);
    asio::awaitable<bool> pass_head(ResponseParser& answer);
    asio::awaitable<bool> pass_translated(HttpPeer& engine, ResponseParser& answer,
                                          const ApiRequest& request);
    asio::awaitable<ErrorCode> send_shown(const ResponseParser& answer, const ApiRequest& request);

    HttpPeer& client_;
    Rules rules_;
    LocalAnswer& local_answer_;
};

} // namespace berth::netbridge
