// SPDX-License-Identifier: Apache-2.0
#include "replay.hpp"

#include <optional>

#include <fmt/format.h>

#include "recorded_stream.hpp"
#include "tests/services/netbridge/proxy_bench.hpp"

namespace berth::netbridge::test {
namespace {

std::string excerpt(const std::string& bytes, std::size_t at)
{
    constexpr std::size_t kContext = 60;
    const std::size_t begin = at - std::min(at, kContext);
    return escaped(bytes.substr(begin, at - begin)) + " >>> " + escaped(bytes.substr(at, kContext));
}

/// Both are whole streams up to now.
std::string difference(const char* receiver, const std::string& expected, const std::string& got)
{
    if (got == expected) {
        return "";
    }
    std::size_t at = 0;
    while (at < std::min(got.size(), expected.size()) && got[at] == expected[at]) {
        ++at;
    }
    return fmt::format("the {} received {} of {} bytes, another one at {}:\n  expected {}\n  received {}",
                       receiver, got.size(), expected.size(), at, excerpt(expected, at), excerpt(got, at));
}

class Replay {
public:
    explicit Replay(const RecordedConnection& connection) : connection_(connection)
    {
        for (const Chunk& chunk : connection) {
            stream_of(chunk.from).bytes += chunk.bytes;
        }
        find_stretches(from_client_.stream, from_engine_.stream);
    }

    std::string run()
    {
        for (const Chunk& chunk : connection_) {
            std::string found = chunk.from == Side::client ? play(chunk, from_client_, client_, engine_)
                                                           : play(chunk, from_engine_, engine_, client_);
            if (!found.empty()) {
                return found;
            }
        }
        return "";
    }

private:
    struct Direction {
        const char* receiver;
        Terms sender_terms;
        Terms receiver_terms;
        RecordedStream stream;
        std::size_t played; ///< of the recorded bytes
        std::string sent;
        std::string received;
    };

    RecordedStream& stream_of(Side side)
    {
        return side == Side::client ? from_client_.stream : from_engine_.stream;
    }

    std::string play(const Chunk& chunk, Direction& way, std::optional<Peer>& from, std::optional<Peer>& to);
    static bool receive(Peer& peer, std::size_t count, bool to_end, std::string& received);

    const RecordedConnection& connection_;
    Direction from_client_{"engine", Terms::client, Terms::engine, {}, 0, {}, {}};
    Direction from_engine_{"client", Terms::engine, Terms::client, {}, 0, {}, {}};
    ProxyBench bench_;
    std::optional<Peer> client_{bench_.client()};
    std::optional<Peer> engine_; ///< the proxy dials when it has a request
};

std::string Replay::play(const Chunk& chunk, Direction& way, std::optional<Peer>& from,
                         std::optional<Peer>& to)
{
    way.played += chunk.bytes.size();
    const std::string sent = way.stream.sent(way.played, way.sender_terms);
    const std::string expected = way.stream.arrived(way.played, way.receiver_terms);
    if (!from && !chunk.bytes.empty()) {
        from.emplace(bench_.engine_accepts()); // it speaks while the proxy still waits for the request's body
    }
    if (from) {
        from->send(std::string_view(sent).substr(way.sent.size()));
    }
    way.sent = sent;
    if (chunk.bytes.empty() && from) {
        from->end_sending();
    }
    if (!to && !expected.empty()) {
        to.emplace(bench_.engine_accepts());
    }
    const std::size_t missing = expected.size() - std::min(expected.size(), way.received.size());
    const bool in_time = !to || receive(*to, missing, chunk.bytes.empty(), way.received);
    std::string found = difference(way.receiver, expected, way.received);
    if (found.empty() && !in_time) {
        return fmt::format("the {} was not told that nothing follows", way.receiver);
    }
    return found;
}

/// False when it took longer than a peer is patient.
bool Replay::receive(Peer& peer, std::size_t count, bool to_end, std::string& received)
{
    try {
        received += peer.receive_bytes(count);
        received += to_end ? peer.receive_to_end() : "";
        return true;
    } catch (const std::exception&) {
        received += peer.leftover();
        return false;
    }
}

} // namespace

std::string replay(const RecordedConnection& connection)
{
    try {
        return Replay(connection).run();
    } catch (const std::exception& error) {
        return error.what();
    }
}

} // namespace berth::netbridge::test
