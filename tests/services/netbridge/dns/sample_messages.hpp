// SPDX-License-Identifier: Apache-2.0
// DNS messages as clients and servers send them, put together by the tests themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/netbridge/core/dns/query.hpp"

namespace berth::netbridge::dns::test {

/// A name in wire form, with the letters as they are.
std::string wire(const std::string& name);
/// A record of the name; its data as bytes.
struct SampleRecord {
    std::string name{};
    std::uint16_t type = kTypeA;
    std::uint32_t ttl = 300;
    std::string data{};
};
std::string bytes_of(const SampleRecord& record);
std::string opt(std::uint16_t udp_size, std::uint32_t ttl = 0, const std::string& options = {});

struct SampleQuery {
    std::string name{};
    std::uint16_t type = kTypeA;
    std::uint16_t id = 0x1234;
    std::uint16_t flags = kRecursionDesired;
    std::string additional{}; ///< one record, such as opt()
    std::uint16_t klass = kClassInternet;
};
std::string bytes_of(const SampleQuery& query);
/// Of a message that is one.
Query read(const SampleQuery& query);

struct SampleAnswer {
    Rcode rcode = Rcode::no_error;
    std::vector<SampleRecord> answers{};
    std::vector<SampleRecord> authorities{};
    std::vector<SampleRecord> additionals{};
    std::uint16_t flags = kRecursionAvailable;
};
/// To a query of one question, in its bytes.
std::string answer_to(std::string_view query, const SampleAnswer& answer);

/// What a client reads in an answer.
struct SeenRecord {
    std::uint16_t type = 0;
    std::uint32_t ttl = 0;
    std::string data{};
};
struct SeenAnswer {
    std::uint16_t id = 0;
    std::uint16_t flags = 0;
    Rcode rcode = Rcode::no_error;
    std::string question{}; ///< the name's bytes as they are, type and class
    std::vector<SeenRecord> answers{};
    std::vector<SeenRecord> authorities{};
    std::vector<SeenRecord> additionals{};

    bool is(std::uint16_t flag) const { return (flags & flag) != 0; }
};
/// Throws where it is none that is whole.
SeenAnswer see(std::string_view answer);

inline const std::string kAddress = "\x0A\x01\x02\x03"; // 10.1.2.3

/// A zone's SOA record that says how long a "no" holds.
SampleRecord soa(const std::string& zone, std::uint32_t ttl, std::uint32_t minimum);

} // namespace berth::netbridge::dns::test
