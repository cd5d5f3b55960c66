// SPDX-License-Identifier: Apache-2.0
// bench_log_follow WAY LINES: one process writes a line each two milliseconds (service bench-follow), another
// follows. Prints median and 99th percentile of the microseconds from before the write to the line's arrival.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/error.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/log_sides.hpp"
#include "tests/bench/processes.hpp"

namespace {

using namespace berth;
using std::chrono::milliseconds;

constexpr milliseconds kGap{2};
constexpr int kProbeGapMs = 20;
constexpr milliseconds kPatience{10000};
const std::string kService = "bench-follow";

std::int64_t steady_ns()
{
    return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Lines 0 until the follower has had one and hangs up, then those that count.
void write_lines(const std::string& way, int lines, int hang_up)
{
    const auto to = bench::make_line_writer(way, kService);
    const auto put = [&](int number) {
        to->write(std::to_string(number) + ' ' + std::to_string(steady_ns()));
    };
    pollfd entry{hang_up, POLLIN, 0};
    do {
        put(0);
    } while (::poll(&entry, 1, kProbeGapMs) == 0);
    auto due = std::chrono::steady_clock::now();
    for (int number = 1; number <= lines; ++number) {
        due += kGap;
        std::this_thread::sleep_until(due);
        put(number);
    }
}

std::vector<double> follow(bench::LineFollower& follower, int lines, int& hang_up)
{
    std::vector<double> delays_us;
    for (int last = 0; last < lines;) {
        const std::string line = follower.next(kPatience);
        const std::int64_t now = steady_ns();
        const int number = std::atoi(line.c_str());
        if (hang_up >= 0) {
            ::close(std::exchange(hang_up, -1));
        }
        if (number == 0) {
            continue;
        }
        if (number != ++last) {
            throw base::Error("line " + std::to_string(last) + " was lost");
        }
        delays_us.push_back(
            static_cast<double>(now - std::strtoll(line.c_str() + line.find(' '), nullptr, 10)) / 1000);
    }
    return delays_us;
}

void run(const std::string& way, int lines)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw base::SystemError("making a pipe");
    }
    bench::Peer writer([&] {
        ::close(ends[1]);
        write_lines(way, lines, ends[0]);
    });
    ::close(ends[0]);
    const auto follower = bench::make_line_follower(way, kService);
    const std::vector<double> delays = follow(*follower, lines, ends[1]);
    writer.join();
    std::printf("%.0f %.0f\n", bench::median(delays), bench::percentile(delays, bench::kTail));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::fputs("usage: bench_log_follow WAY LINES\n", stderr);
        return 2;
    }
    try {
        run(argv[1], std::atoi(argv[2]));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_log_follow: %s\n", error.what());
        return 1;
    }
}
