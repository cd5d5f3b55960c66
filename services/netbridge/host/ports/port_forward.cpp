// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/ports/port_forward.hpp"

#include "services/netbridge/core/client_address.hpp"

namespace berth::netbridge {

std::string shown_client(const asio::ip::address& address, std::uint16_t port)
{
    std::string text = client_text(address.to_string(), port);
    return parse_client_address(text) ? text : ""; // what the engine's side would refuse
}

} // namespace berth::netbridge
