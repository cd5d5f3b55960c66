// SPDX-License-Identifier: Apache-2.0
// bench_bus_events ROUNDS PAYLOAD_BYTES berth=DIR bare=DIR: events from one process to another, through
// berth's broker and through a bare proxy, in turn. Prints each way's median of the rounds, and the median of
// the rounds' ratios: above 1 berth is the better one.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "base/error.hpp"
#include "tests/bench/bus_run.hpp"
#include "tests/bench/figures.hpp"

namespace {

using namespace berth::bench;

constexpr std::uint64_t kWarmUp = 1000;
constexpr std::uint64_t kPaced = 500;
constexpr std::chrono::microseconds kGap{500};
constexpr std::uint64_t kFloodBytes = 64U << 20U; ///< at most, of payload
constexpr std::uint64_t kFlood = 60'000;          ///< at most

struct Column {
    std::vector<double> berth;
    std::vector<double> bare;
    std::vector<double> ratios;

    void add(double of_berth, double of_bare, bool less_is_better)
    {
        berth.push_back(of_berth);
        bare.push_back(of_bare);
        ratios.push_back(less_is_better ? of_bare / of_berth : of_berth / of_bare);
    }
    void print(const char* what) const
    {
        std::printf("  %-22s berth %10.1f   bare %10.1f   ratio %.2f\n", what, median(berth), median(bare),
                    median(ratios));
    }
};

void compare(int rounds, std::size_t payload_bytes, const Way& berth, const Way& bare)
{
    const Plan plan{.payload_bytes = payload_bytes,
                    .filling = kWarmUp,
                    .paced = kPaced,
                    .gap = kGap,
                    .flood = std::min(kFlood, kFloodBytes / payload_bytes),
                    .window = payload_bytes > 4096 ? 500U : 4000U};
    Column medians;
    Column tails;
    Column speeds;
    for (int round = 0; round < rounds; ++round) {
        const bool berth_first = round % 2 == 0; // nobody is always the first
        const Figures first = run(berth_first ? berth : bare, plan);
        const Figures second = run(berth_first ? bare : berth, plan);
        const Figures& of_berth = berth_first ? first : second;
        const Figures& of_bare = berth_first ? second : first;
        medians.add(of_berth.median_us, of_bare.median_us, true);
        tails.add(of_berth.p99_us, of_bare.p99_us, true);
        speeds.add(of_berth.events_per_second, of_bare.events_per_second, false);
    }
    std::printf("== events of %zu bytes, %d rounds\n", payload_bytes, rounds);
    medians.print("latency, median us");
    tails.print("latency, p99 us");
    speeds.print("events a second");
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 5) {
        std::fputs("usage: bench_bus_events ROUNDS PAYLOAD_BYTES berth=DIR bare=DIR\n", stderr);
        return 2;
    }
    try {
        compare(std::atoi(argv[1]), std::strtoul(argv[2], nullptr, 10), parse_way(argv[3]),
                parse_way(argv[4]));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_bus_events: %s\n", error.what());
        return 1;
    }
}
