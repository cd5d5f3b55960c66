// SPDX-License-Identifier: Apache-2.0
// bench_bus_crowd ROUNDS SUBSCRIBERS berth=DIR PID bare=DIR PID: what a subscriber that stops reading costs
// all others, who are processes of their own, and how much memory its full queue costs the broker (PID).
// Rounds without and with it in turn, through each way; prints medians and the median of the rounds' ratios:
// below 1 the others suffer.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "tests/bench/bus_run.hpp"
#include "tests/bench/figures.hpp"
#include "wire/limits.hpp"

namespace {

using namespace berth;
using namespace berth::bench;

constexpr std::size_t kPayloadBytes = 256;
constexpr std::uint64_t kMoreThanItsQueue = 2000;
constexpr std::uint64_t kPaced = 300;
constexpr std::chrono::microseconds kGap{8000}; // each wakes up all
constexpr std::chrono::microseconds kTrickleGap{150};
constexpr std::uint64_t kFlood = 10'000;

/// "VmRSS" or "VmHWM" (the highest it ever was).
double mebibytes(const std::string& pid, const std::string& which)
{
    std::ifstream file("/proc/" + pid + "/status");
    for (std::string word; file >> word;) {
        if (word == which + ":") {
            double kib = 0;
            file >> kib;
            return kib / 1024;
        }
    }
    throw base::Error("process " + pid + " is gone");
}

struct Side {
    std::vector<Figures> rounds;

    std::vector<double> all(double Figures::*value) const
    {
        std::vector<double> values;
        for (const Figures& round : rounds) {
            values.push_back(round.*value);
        }
        return values;
    }
};

double median_ratio(const std::vector<double>& above, const std::vector<double>& below)
{
    std::vector<double> ratios;
    for (std::size_t i = 0; i < above.size(); ++i) {
        ratios.push_back(above[i] / below[i]);
    }
    return median(ratios);
}

void print(const char* what, const Side& without, const Side& with, double Figures::*value,
           bool less_is_better)
{
    const std::vector<double> before = without.all(value);
    const std::vector<double> after = with.all(value);
    std::printf("  %-22s without %10.1f   with %10.1f   ratio %.2f\n", what, median(before), median(after),
                less_is_better ? median_ratio(before, after) : median_ratio(after, before));
}

/// Events one by one, each a block of its own where ZeroMQ reads it: what a whole queue of them costs.
void measure_trickle(const Way& way, const std::string& pid)
{
    const Plan plan{.payload_bytes = kPayloadBytes,
                    .paced = static_cast<std::uint64_t>(wire::kMaxQueuedMessages) + kMoreThanItsQueue,
                    .gap = kTrickleGap,
                    .flood = 1,
                    .stuck = true};
    const double before = mebibytes(pid, "VmHWM");
    (void)run(way, plan);
    std::printf("== %s: a subscriber is stuck, %llu events come one by one\n  memory: %.1f MiB more\n",
                way.name.c_str(), static_cast<unsigned long long>(plan.paced),
                mebibytes(pid, "VmHWM") - before);
}

void measure(int rounds, std::size_t subscribers, const Way& way, const std::string& pid)
{
    Plan plan{.subscribers = subscribers,
              .payload_bytes = kPayloadBytes,
              .filling = static_cast<std::uint64_t>(wire::kMaxQueuedMessages) + kMoreThanItsQueue,
              .paced = kPaced,
              .gap = kGap,
              .flood = kFlood};
    Side without;
    Side with;
    double idle = 0;
    double crowded = 0;
    for (int round = 0; round < rounds; ++round) {
        plan.stuck = false;
        idle = round == 0 ? mebibytes(pid, "VmRSS") : idle;
        without.rounds.push_back(run(way, plan));
        crowded = round == 0 ? mebibytes(pid, "VmHWM") : crowded;
        plan.stuck = true;
        with.rounds.push_back(run(way, plan));
    }
    std::printf("== %s: %zu subscribers, and one more that is stuck; %d rounds\n", way.name.c_str(),
                subscribers, rounds);
    print("latency, median us", without, with, &Figures::median_us, true);
    print("latency, p99 us", without, with, &Figures::p99_us, true);
    print("events a second", without, with, &Figures::events_per_second, false);
    std::printf("  memory: %.1f MiB before, at most %.1f MiB without, at most %.1f MiB after all\n", idle,
                crowded, mebibytes(pid, "VmHWM"));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 7) {
        std::fputs("usage: bench_bus_crowd ROUNDS SUBSCRIBERS berth=DIR PID bare=DIR PID\n", stderr);
        return 2;
    }
    try {
        for (const int way : {3, 5}) {
            measure_trickle(parse_way(argv[way]), argv[way + 1]);
            measure(std::atoi(argv[1]), std::strtoul(argv[2], nullptr, 10), parse_way(argv[way]),
                    argv[way + 1]);
        }
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_bus_crowd: %s\n", error.what());
        return 1;
    }
}
