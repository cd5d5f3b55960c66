// SPDX-License-Identifier: Apache-2.0
// bench_api_calls CALLS TARGET NAME=SOCKET…: GET TARGET that many times through each docker socket, in turn
// (A B C, A B C, …), so that the machine's drift meets all alike. Two ways: a new connection for each call,
// and one connection for all. Prints median and 99th percentile in microseconds, and what each socket adds to
// the first one, which should be the engine's own.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Clock = std::chrono::steady_clock;
using Stream = asio::local::stream_protocol::socket;

constexpr int kWarmUp = 20; // calls of each kind through each socket, not counted

struct Way {
    std::string name;
    std::string socket;
    std::unique_ptr<Stream> kept;
    std::vector<double> fresh_us = {};
    std::vector<double> kept_us = {};
};

std::unique_ptr<Stream> connect(asio::io_context& context, const std::string& path)
{
    auto stream = std::make_unique<Stream>(context);
    stream->connect(asio::local::stream_protocol::endpoint(path));
    return stream;
}

void call(Stream& stream, const std::string& target)
{
    http::request<http::empty_body> request(http::verb::get, target, 11);
    request.set(http::field::host, "docker");
    http::write(stream, request);
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> answer;
    http::read(stream, buffer, answer);
    if (answer.result() != http::status::ok) {
        throw std::runtime_error(target + ": " + std::to_string(answer.result_int()) + " " + answer.body());
    }
}

double microseconds_since(Clock::time_point began)
{
    return std::chrono::duration<double, std::micro>(Clock::now() - began).count();
}

void round(asio::io_context& context, Way& way, const std::string& target, bool counts)
{
    const auto fresh_began = Clock::now();
    {
        const auto stream = connect(context, way.socket);
        call(*stream, target);
    }
    const double fresh = microseconds_since(fresh_began);
    const auto kept_began = Clock::now();
    call(*way.kept, target);
    const double kept = microseconds_since(kept_began);
    if (counts) {
        way.fresh_us.push_back(fresh);
        way.kept_us.push_back(kept);
    }
}

double percentile(std::vector<double> values, double part)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

void print(const std::vector<Way>& ways, const char* kind, std::vector<double> Way::*values)
{
    constexpr double kMedian = 0.5;
    constexpr double kTail = 0.99;
    const double base_median = percentile(ways.front().*values, kMedian);
    const double base_tail = percentile(ways.front().*values, kTail);
    for (const Way& way : ways) {
        const double median = percentile(way.*values, kMedian);
        const double tail = percentile(way.*values, kTail);
        std::printf("%-8s %-10s median %8.0f us (+%.0f)   p99 %8.0f us (+%.0f)\n", kind, way.name.c_str(),
                    median, median - base_median, tail, tail - base_tail);
    }
}

int run(int calls, const std::string& target, std::vector<Way> ways)
{
    asio::io_context context;
    for (Way& way : ways) {
        way.kept = connect(context, way.socket);
    }
    for (int i = -kWarmUp; i < calls; ++i) {
        for (Way& way : ways) {
            round(context, way, target, i >= 0);
        }
        std::rotate(ways.begin(), ways.begin() + 1, ways.end()); // nobody is always the first
    }
    std::rotate(ways.begin(), ways.end() - (calls + kWarmUp) % static_cast<int>(ways.size()), ways.end());
    print(ways, "fresh", &Way::fresh_us);
    print(ways, "kept", &Way::kept_us);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 4) {
        std::fputs("usage: bench_api_calls CALLS TARGET NAME=SOCKET...\n", stderr);
        return 2;
    }
    try {
        std::vector<Way> ways;
        for (int i = 3; i < argc; ++i) {
            const std::string word = argv[i];
            const std::size_t equals = word.find('=');
            ways.push_back(
                {.name = word.substr(0, equals), .socket = word.substr(equals + 1), .kept = nullptr});
        }
        return run(std::atoi(argv[1]), argv[2], std::move(ways));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_api_calls: %s\n", error.what());
        return 1;
    }
}
