// SPDX-License-Identifier: Apache-2.0
// bench_bus_proxy DIR: what ZeroMQ itself has for events, zmq_proxy between XSUB and XPUB, at
// DIR/events-in.sock and DIR/events-out.sock. Says "ready" and runs until it is ended.
#include <cstdio>
#include <string>

#include <zmq.hpp>

#include "wire/limits.hpp"

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fputs("usage: bench_bus_proxy DIR\n", stderr);
        return 2;
    }
    try {
        const std::string directory = argv[1];
        zmq::context_t context{1};
        zmq::socket_t in(context, zmq::socket_type::xsub);
        zmq::socket_t out(context, zmq::socket_type::xpub);
        in.set(zmq::sockopt::rcvhwm, berth::wire::kMaxQueuedMessages); // as the broker's
        out.set(zmq::sockopt::sndhwm, berth::wire::kMaxQueuedMessages);
        in.bind("ipc://" + directory + "/events-in.sock");
        out.bind("ipc://" + directory + "/events-out.sock");
        std::puts("ready");
        std::fflush(stdout);
        zmq::proxy(in, out);
        return 0;
    } catch (const zmq::error_t& error) {
        std::fprintf(stderr, "bench_bus_proxy: %s\n", error.what());
        return 1;
    }
}
