// SPDX-License-Identifier: Apache-2.0
#include "dns_bench.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_future.hpp>

#include <sys/socket.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "services/netbridge/dns/dns_server.hpp"

namespace berth::netbridge::dns::test {

DnsBench::DnsBench(std::uint16_t port, const std::string& resolv_conf)
    : DnsBench(port, resolv_conf, DnsSettings{.keeps_answers_of_loopback = true})
{}

DnsBench::DnsBench(std::uint16_t port, const std::string& resolv_conf, DnsSettings settings)
{
    write_resolv_conf(resolv_conf);
    write_hosts("");
    settings.names.push_back({"host.docker.internal", {"\xC0\xA8\x41\xFE"}});
    settings.resolv_conf = dir_ / "resolv.conf";
    settings.hosts = dir_ / "hosts";
    settings.port = port;
    thread_.run([&] { server_ = std::make_unique<DnsServer>(thread_.context(), std::move(settings)); });
}

DnsBench::~DnsBench()
{
    thread_.run([this] { server_.reset(); });
}

void DnsBench::write_resolv_conf(const std::string& text)
{
    base::write_file_atomically(dir_ / "resolv.conf", text);
}

void DnsBench::write_hosts(const std::string& text)
{
    base::write_file_atomically(dir_ / "hosts", text);
}

std::string DnsBench::answer(const SampleQuery& query, Transport transport)
{
    return answer_bytes(bytes_of(query), transport);
}

std::string DnsBench::answer_bytes(const std::string& query, Transport transport)
{
    return asio::co_spawn(thread_.context(), server_->answer(query, transport), asio::use_future).get();
}

SeenAnswer DnsBench::ask(const SampleQuery& query, Transport transport)
{
    return see(answer(query, transport));
}

std::future<std::string> DnsBench::begin(const SampleQuery& query, Transport transport)
{
    return asio::co_spawn(thread_.context(), server_->answer(bytes_of(query), transport), asio::use_future);
}

netbridge::test::Peer DnsBench::connect()
{
    int ends[2] = {-1, -1};
    base::expects(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0, "a pair of sockets");
    thread_.run([&] {
        Socket stream = adopt_socket(thread_.context().get_executor(), base::UniqueFd(ends[0]));
        asio::co_spawn(thread_.context(), server_->serve_stream(std::move(stream)), asio::detached);
    });
    return netbridge::test::Peer(base::UniqueFd(ends[1]));
}

DnsCounters DnsBench::counters()
{
    DnsCounters counters;
    thread_.run([&] { counters = server_->counters(); });
    return counters;
}

std::string with_address(const std::string& query, const std::string& address, std::uint32_t ttl)
{
    return answer_to(query, {.answers = {{.name = "www.example", .ttl = ttl, .data = address}}});
}

std::string with_addresses(const std::string& query, std::size_t count)
{
    const SampleRecord record{.name = "www.example", .data = kAddress};
    return answer_to(query, {.answers = std::vector<SampleRecord>(count, record)});
}

} // namespace berth::netbridge::dns::test
