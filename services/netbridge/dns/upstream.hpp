// SPDX-License-Identifier: Apache-2.0
// Asks the host's DNS servers. For .cpp files of the data planes only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "services/netbridge/core/dns/query.hpp"
#include "services/netbridge/core/transport.hpp"
#include "services/netbridge/dns/resolver_files.hpp"

namespace berth::netbridge::dns {

/// An answer to the query (is_answer_to(), but for the id): the first that is_final(), or else the last that
/// a server gave. std::nullopt: no server gave any within its time. Truncated only where the client asks by
/// UDP and no server gave all of it.
boost::asio::awaitable<std::optional<std::string>> ask_servers(NameServers servers, std::uint16_t port,
                                                               Query query, Transport transport);

} // namespace berth::netbridge::dns
