// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/json/json_scanner.hpp"

namespace berth::netbridge {
namespace {

struct NobodyListens {
    void begin_value(std::size_t /*begin*/) {}
    void end_scalar(std::size_t /*end*/) {}
    void open(char /*bracket*/) {}
    void close(std::size_t /*end*/) {}
    void key(std::size_t /*begin*/, std::size_t /*end*/) {}
};

} // namespace

bool is_json(std::string_view text)
{
    NobodyListens nobody;
    return JsonScanner(text, nobody).takes_all();
}

} // namespace berth::netbridge
