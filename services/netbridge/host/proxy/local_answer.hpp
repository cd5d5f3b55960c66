// SPDX-License-Identifier: Apache-2.0
// What the proxy itself says to a client, in the engine's own form. For .cpp files of the API proxy only.
#pragma once

#include <string>

#include "services/netbridge/host/proxy/api_session.hpp"
#include "services/netbridge/host/proxy/http_stream.hpp"

namespace berth::netbridge {

class LocalAnswer {
public:
    /// Both outlive it.
    LocalAnswer(Socket& client, ApiCounters& counters) : client_(client), counters_(counters) {}

    /// The request is HEAD: its answer has a head only.
    void head_only(bool yes) { head_only_ = yes; }

    /// `message` outlives the wait.
    asio::awaitable<void> send(http::status status, const std::string& message);

    /// The client was told that the connection ends.
    bool said_close() const { return said_close_; }

private:
    Socket& client_;
    ApiCounters& counters_;
    bool head_only_ = false;
    bool said_close_ = false;
};

} // namespace berth::netbridge
