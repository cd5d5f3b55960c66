// SPDX-License-Identifier: Apache-2.0
// Theory. A query is answered by the first that can: the names that no server is asked for (local_zone.hpp),
// what a server has said lately (answer_cache.hpp), the host's servers (upstream.hpp). Whoever asks what is
// being asked already waits for that answer. All that was learnt from servers is forgotten when resolv.conf
// changes: other servers may know better.
#include "services/netbridge/dns/dns_server.hpp"

#include <algorithm>
#include <map>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/scope_exit.hpp"
#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/core/dns/answer_cache.hpp"
#include "services/netbridge/core/dns/server_answer.hpp"
#include "services/netbridge/dns/upstream.hpp"

namespace berth::netbridge {
namespace {

using Clock = std::chrono::steady_clock;

/// One question to the servers, and all who wait for its answer.
struct Asked {
    explicit Asked(asio::io_context& context) : over(context, asio::steady_timer::time_point::max()) {}
    asio::steady_timer over; ///< cancelled then
    bool is_over = false;
    std::optional<std::string> answer;
};
using AskedPtr = std::shared_ptr<Asked>;

/// All of a query but its id and the letters of its name, and how it is asked.
std::string key_of(const dns::Query& query, Transport transport)
{
    std::string key(to_text(transport));
    append_u16(key, query.flags());
    return key + query.name + query.bytes.substr(query.question_end - 4);
}

} // namespace

struct DnsServer::State {
    State(asio::io_context& on, DnsSettings its_settings)
        : context(on), settings(std::move(its_settings)), files(settings.resolv_conf, settings.hosts),
          zone(settings.names), cache(settings.cache_bytes)
    {}

    void look_at_files();
    AskedPtr ask(const std::shared_ptr<State>& self, const dns::Query& query, Transport transport);

    asio::io_context& context;
    const DnsSettings settings;
    dns::ResolverFiles files;
    dns::NameServers servers;
    bool keeps_answers = false;
    dns::LocalZone zone;
    dns::AnswerCache cache;
    std::map<std::string, AskedPtr> asked;
    std::size_t waiting = 0;
    std::size_t streams = 0;
    DnsCounters counters;
};

void DnsServer::State::look_at_files()
{
    if (auto hosts = files.changed_hosts()) {
        zone.set_hosts(std::move(*hosts));
    }
    if (auto changed = files.changed_servers()) {
        servers = std::move(*changed);
        const bool has_loopback = std::any_of(servers.addresses.begin(), servers.addresses.end(),
                                              [](const auto& address) { return address.is_loopback(); });
        keeps_answers = settings.keeps_answers_of_loopback || !has_loopback;
        cache.clear();
        asked.clear(); // who waits gets the answer of the servers before
    }
}

AskedPtr DnsServer::State::ask(const std::shared_ptr<State>& self, const dns::Query& query,
                               Transport transport)
{
    const std::string key = key_of(query, transport);
    if (const auto found = asked.find(key); found != asked.end()) {
        return found->second;
    }
    const auto one = std::make_shared<Asked>(context);
    asked[key] = one;
    asio::co_spawn(
        context, dns::ask_servers(servers, settings.port, query, transport),
        [self, key, query, one](const std::exception_ptr& /*no answer*/, std::optional<std::string> answer) {
            const auto place = self->asked.find(key);
            if (place != self->asked.end() && place->second == one) {
                self->asked.erase(place);
                if (answer && self->keeps_answers) {
                    self->cache.keep(query, *answer, Clock::now());
                }
            }
            one->answer = std::move(answer);
            one->is_over = true;
            one->over.cancel();
        });
    return one;
}

namespace {

using StatePtr = std::shared_ptr<DnsServer::State>;

/// A server's answer, with the id and the letters of whoever asked.
asio::awaitable<std::string> answer_of_servers(StatePtr state, const dns::Query& query, Transport transport)
{
    ++state->counters.forwarded;
    if (state->waiting >= state->settings.under_way) {
        ++state->counters.failed;
        co_return dns::failure_answer(query, dns::Rcode::server_failure);
    }
    ++state->waiting;
    const base::ScopeExit done([&] { --state->waiting; });
    const AskedPtr asked = state->ask(state, query, transport);
    if (!asked->is_over) {
        ErrorCode cancelled; // which is what it waits for
        co_await asked->over.async_wait(into(cancelled));
    }
    if (!asked->answer) {
        ++state->counters.failed;
        co_return dns::failure_answer(query, dns::Rcode::server_failure);
    }
    co_return dns::as_answer_to(query, *asked->answer);
}

asio::awaitable<std::string> whole_answer(StatePtr state, const dns::Query& query, Transport transport)
{
    state->look_at_files();
    if (const auto own = state->zone.look_up(query)) {
        ++state->counters.local;
        co_return dns::own_answer(query, *own);
    }
    if (auto kept = state->cache.find(query, Clock::now())) {
        ++state->counters.cached;
        co_return dns::as_answer_to(query, std::move(*kept));
    }
    std::string answer = co_await answer_of_servers(state, query, transport);
    co_return answer;
}

asio::awaitable<std::string> answer_query(StatePtr state, std::string bytes, Transport transport)
{
    ++state->counters.queries;
    const dns::ReceivedQuery received = dns::read_query(std::move(bytes));
    if (!received.query) {
        co_return received.refusal;
    }
    std::string answer = co_await whole_answer(state, *received.query, transport);
    if (transport == Transport::udp) {
        if (!dns::fits_udp(*received.query, answer)) {
            answer = dns::shortened_for_udp(*received.query, std::move(answer));
        }
        state->counters.truncated += dns::is_truncated(answer) ? 1 : 0;
    }
    co_return answer;
}

asio::awaitable<void> serve(StatePtr state, Socket stream)
{
    if (state->streams >= state->settings.streams) {
        co_return;
    }
    ++state->streams;
    const base::ScopeExit done([&] { --state->streams; });
    dns::AnswerQuery answer = [state](std::string query) {
        return answer_query(state, std::move(query), Transport::tcp);
    };
    co_await dns::serve_query_stream(std::move(stream), std::move(answer), state->settings.stream_limits);
}

} // namespace

DnsServer::DnsServer(asio::io_context& context, DnsSettings settings)
    : state_(std::make_shared<State>(context, std::move(settings)))
{}

DnsServer::~DnsServer() = default;

asio::awaitable<std::string> DnsServer::answer(std::string query, Transport transport)
{
    return answer_query(state_, std::move(query), transport);
}

asio::awaitable<void> DnsServer::serve_stream(Socket stream)
{
    return serve(state_, std::move(stream));
}

const DnsCounters& DnsServer::counters() const
{
    return state_->counters;
}

} // namespace berth::netbridge
