// SPDX-License-Identifier: Apache-2.0
// bench_user_network PATH: the user mode of the network for the network namespace at PATH, from the calling
// process's own. Says "ready" and runs until it is ended.
#include <cstdio>
#include <memory>

#include <csignal>
#include <unistd.h>

#include "base/error.hpp"
#include "base/linux/descriptor_limit.hpp"
#include "services/netbridge/outbound/host_outward.hpp"
#include "services/netbridge/outbound/outbound.hpp"

int main(int argc, char** argv)
{
    using namespace berth;
    using namespace berth::netbridge;
    if (argc != 2) {
        std::fputs("usage: bench_user_network NETWORK_NAMESPACE\n", stderr);
        return 2;
    }
    try {
        base::allow_many_descriptors();
        const auto addresses = choose_user_addresses("", {}).value();
        const base::NamespaceFd engine{std::string(argv[1])};
        EngineEnd end = open_engine_end(engine, addresses, {});
        const Outbound outbound(base::NamespaceFd(std::string(argv[1])), addresses, std::move(end),
                                std::make_unique<HostOutward>(DnsSettings{.names = engine_names(addresses)}));
        std::puts("ready");
        std::fflush(stdout);
        ::pause();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_user_network: %s\n", error.what());
        return 1;
    }
}
