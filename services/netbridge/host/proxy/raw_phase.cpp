// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/proxy/raw_phase.hpp"

#include <string_view>
#include <utility>

#include "services/netbridge/core/api/raw_stream.hpp"

namespace berth::netbridge {

asio::awaitable<bool> speaks_http2(HttpPeer& client)
{
    while (client.buffer.size() < kHttp2Preface.size()) {
        ErrorCode error;
        co_await read_more(client, error);
        const auto data = client.buffer.cdata();
        const std::string_view seen(static_cast<const char*>(data.data()), data.size());
        if (error || !kHttp2Preface.starts_with(seen.substr(0, kHttp2Preface.size()))) {
            co_return false; // the HTTP/1 parser goes on with what was read
        }
    }
    co_return true;
}

asio::awaitable<void> join_peers(HttpPeer& client, HttpPeer& engine, StreamTable& counters)
{
    ErrorCode error;
    const asio::const_buffer from_engine = engine.buffer.cdata();
    co_await write_all(client.socket, from_engine, error);
    if (!error) {
        const asio::const_buffer from_client = client.buffer.cdata();
        co_await write_all(engine.socket, from_client, error);
    }
    if (!error) {
        co_await join_streams(std::move(client.socket), std::move(engine.socket), counters);
    }
}

} // namespace berth::netbridge
