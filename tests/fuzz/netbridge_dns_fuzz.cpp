// SPDX-License-Identifier: Apache-2.0
// Any bytes as what a container asks, as what a server answers, and as a hosts file. Whatever comes in, what
// goes out is a whole message, in the room that the client has, with the client's id and question.
#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/core/dns/answer_cache.hpp"
#include "services/netbridge/core/dns/local_zone.hpp"
#include "services/netbridge/core/dns/records.hpp"
#include "services/netbridge/core/dns/server_answer.hpp"
#include "services/netbridge/core/dns/wire_name.hpp"
#include "services/netbridge/core/resolv_conf.hpp"

using namespace berth;
using namespace berth::netbridge;
using namespace berth::netbridge::dns;

namespace {

bool is_whole(const std::string& message)
{
    return for_each_record(message, [](Section, const Record&) { return true; });
}

void check_answer(const Query& query, const std::string& answer)
{
    base::expects(is_whole(answer), "an answer is not whole");
    base::expects(is_answer_to(query, answer), "an answer is another query's");
    if (!fits_udp(query, answer)) {
        const std::string shortened = shortened_for_udp(query, answer);
        base::expects(is_whole(shortened) && fits_udp(query, shortened), "it was not shortened");
        base::expects(is_answer_to(query, shortened), "it lost its question");
    }
}

void try_server_answer(const Query& query, std::string answer)
{
    if (answer.size() >= 2) {
        answer.replace(0, 2, query.bytes, 0, 2);
    }
    if (!is_answer_to(query, answer)) {
        return;
    }
    (void)is_final(answer);
    AnswerCache cache(1U << 20U);
    const AnswerCache::Time now{};
    cache.keep(query, answer, now);
    if (const auto kept = cache.find(query, now)) {
        base::expects(*kept == answer, "it changed in no time"); // but for TTLs that are none
        check_answer(query, as_answer_to(query, *kept));
    }
    (void)cache.find(query, now + std::chrono::seconds(3));
    if (is_whole(answer)) {
        check_answer(query, as_answer_to(query, answer));
    } else {
        (void)shortened_for_udp(query, as_answer_to(query, answer));
    }
}

void try_query(const std::string& bytes, const std::string& answer, const LocalZone& zone)
{
    const ReceivedQuery received = read_query(bytes);
    if (!received.query) {
        base::expects(received.refusal.empty() || is_whole(received.refusal), "a refusal is not whole");
        return;
    }
    const Query& query = *received.query;
    check_answer(query, failure_answer(query, Rcode::server_failure));
    if (const auto own = zone.look_up(query)) {
        check_answer(query, own_answer(query, *own));
    }
    try_server_answer(query, answer);
    try_server_answer(query, bytes.substr(0, query.question_end) + answer);
}

} // namespace

/// Two bytes of length, so much as a query, and the rest as its answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    if (size < 2) {
        return 0;
    }
    LocalZone zone({{"host.docker.internal", {"\x0A\1\2\3"}}});
    zone.set_hosts(parse_hosts(bytes, [](std::string_view word) {
        return word.size() < 4 ? std::nullopt : std::optional(std::string(word.substr(0, 4)));
    }));
    const ResolvConf conf = parse_resolv_conf(bytes);
    base::expects(conf.attempts > 0 && conf.timeout.count() > 0, "a server without time");
    const std::size_t length = std::min<std::size_t>(get_u16(bytes, 0), size - 2);
    try_query(bytes.substr(2, length), bytes.substr(2 + length), zone);
    return 0;
}
