// SPDX-License-Identifier: Apache-2.0
// Addresses of clients: read as the system reads them, and never more than that.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include <arpa/inet.h>

#include "services/netbridge/core/client_address.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace berth::netbridge;
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (text.find('\0') == std::string::npos) {
        IpAddress system;
        system.is_v6 = text.find(':') != std::string::npos;
        const bool good =
            ::inet_pton(system.is_v6 ? AF_INET6 : AF_INET, text.c_str(), system.bytes.data()) == 1;
        const auto ours = parse_ip_address(text);
        if (ours.has_value() != good || (ours && !(*ours == system))) {
            std::abort();
        }
    }
    (void)parse_client_address(text);
    const auto shown = parse_client_address(client_text(text, 80));
    if (shown && (shown->port != 80 || !parse_ip_address(text))) {
        std::abort();
    }
    return 0;
}
