// SPDX-License-Identifier: Apache-2.0
// The first bytes that a stranger may send to the broker: a Hello's payload, from a peer of any name.
#include <cstdint>
#include <cstdlib>

#include "broker/core/greeting.hpp"
#include "broker/core/sessions.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace berth;
    bus::v1::Hello hello;
    if (!hello.ParseFromArray(data, static_cast<int>(size))) {
        return 0;
    }
    const broker::Greeting greeting = broker::greet(hello.peer().service(), hello);
    const bool is_ours = hello.protocol_major() == wire::kProtocolMajor;
    if (greeting.refusal.has_value() == is_ours || greeting.welcome.protocol_minor() > wire::kProtocolMinor ||
        (greeting.refusal && greeting.refusal->message().size() > 256)) {
        std::abort();
    }
    broker::Sessions sessions;
    (void)sessions.hello(hello.peer().service(), hello.peer(), broker::Sessions::Time{});
    (void)sessions.due(broker::Sessions::Time{} + broker::kGoneAfter);
    return 0;
}
