// SPDX-License-Identifier: Apache-2.0
// The API proxy: a listening docker socket of one origin. Belongs to the data thread.
#pragma once

#include <memory>
#include <vector>

#include "base/unique_fd.hpp"
#include "services/netbridge/core/api/body_translation.hpp"
#include "services/netbridge/stream/stream_parts.hpp"

namespace boost::asio {
class io_context;
}

namespace berth::netbridge {

class EngineConnections;
class PathResolver;
struct ApiCounters;

class ApiProxy {
public:
    /// Accepts at once. Connections and resolver outlive the context's last handler; all proxies may share
    /// them.
    ApiProxy(boost::asio::io_context& context, base::UniqueFd listener, EngineConnections& engine,
             PathResolver& paths, BodyTranslation translation);
    /// Accepts no more; connections that are open go on until the context ends.
    ~ApiProxy();
    ApiProxy(const ApiProxy&) = delete;
    ApiProxy& operator=(const ApiProxy&) = delete;

    const ApiCounters& counters() const;
    std::vector<StreamParts> give_streams_away();

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace berth::netbridge
