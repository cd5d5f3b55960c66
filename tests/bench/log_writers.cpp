// SPDX-License-Identifier: Apache-2.0
// bench_log_writers WAY WRITERS LINES: so many processes write so many lines each (services bench-1, bench-2,
// …) as fast as they are taken, losing none. Prints the lines of all in a second.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/bench/log_sides.hpp"
#include "tests/bench/processes.hpp"

namespace {

using namespace berth;

constexpr std::size_t kLineBytes = 100; // of the services' own lines

void write_lines(const std::string& way, int writer, int lines)
{
    const auto to = bench::make_line_writer(way, "bench-" + std::to_string(writer));
    for (int i = 1; i <= lines; ++i) {
        std::string line = "line " + std::to_string(i) + " of writer " + std::to_string(writer) + ' ';
        line.resize(kLineBytes, 'x');
        to->write(line);
    }
}

double lines_per_second(const std::string& way, int writers, int lines)
{
    const auto began = std::chrono::steady_clock::now();
    std::vector<bench::Peer> peers;
    for (int writer = 1; writer <= writers; ++writer) {
        peers.emplace_back([&way, writer, lines] { write_lines(way, writer, lines); });
    }
    for (bench::Peer& peer : peers) {
        peer.join();
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    return static_cast<double>(writers) * lines / took.count();
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4) {
        std::fputs("usage: bench_log_writers WAY WRITERS LINES\n", stderr);
        return 2;
    }
    try {
        std::printf("%.0f\n", lines_per_second(argv[1], std::atoi(argv[2]), std::atoi(argv[3])));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_log_writers: %s\n", error.what());
        return 1;
    }
}
