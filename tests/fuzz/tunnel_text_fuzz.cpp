// SPDX-License-Identifier: Apache-2.0
// Addresses and lines of the tunnel: what parses must print to something that parses to the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tunnel/endpoint.hpp"
#include "tunnel/hybrid.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace berth::tunnel;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto endpoint = parse_endpoint(text)) {
        const auto again = parse_endpoint(to_text(*endpoint));
        if (!again || !(*again == *endpoint)) {
            std::abort();
        }
    }
    if (const auto port = parse_connect_line(text)) {
        const std::string line = connect_line(*port);
        if (line.size() > kMaxHybridLineBytes ||
            parse_connect_line(line.substr(0, line.size() - 1)) != port) {
            std::abort();
        }
    }
    if (const auto assigned = parse_ok_line(text)) {
        const std::string line = ok_line(*assigned);
        if (parse_ok_line(line.substr(0, line.size() - 1)) != assigned) {
            std::abort();
        }
    }
    return 0;
}
