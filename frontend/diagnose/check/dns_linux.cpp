// SPDX-License-Identifier: Apache-2.0
// Names: the host's name servers, and those that the engine hands to containers, asked from where they are
// used.
#include "frontend/diagnose/check/check.hpp"

#include "base/files.hpp"
#include "base/linux/namespaces.hpp"
#include "frontend/diagnose/check/core/dns_rules.hpp"
#include "frontend/diagnose/check/dns_query.hpp"
#include "services/netbridge/core/resolv_conf.hpp"

namespace berth::diagnose {
namespace {

constexpr std::chrono::milliseconds kAllServersDeadline{10000}; ///< three servers, one after the other

std::vector<NameServerAnswer> ask_all(const std::string& resolv_conf, Progress& progress)
{
    std::vector<NameServerAnswer> answers;
    for (const std::string& server : netbridge::parse_resolv_conf(resolv_conf).servers) {
        progress.waits_for("an answer of name server " + server);
        const base::Result<std::string> answer = ask_name_server(server);
        answers.push_back(answer ? NameServerAnswer{server, *answer, ""}
                                 : NameServerAnswer{server, "", answer.error().message});
    }
    return answers;
}

Finding ask_from_host(const Scene& /*scene*/, Progress& progress)
{
    const auto resolv_conf = base::read_file("/etc/resolv.conf");
    return judge_name_servers(ask_all(resolv_conf ? *resolv_conf : std::string(), progress),
                              "look at /etc/resolv.conf and at the connection to its name servers");
}

Finding ask_from_engine(const Scene& scene, Progress& progress)
{
    if (!scene.status.network || scene.init_host_pid == 0) {
        return skip("there is no engine");
    }
    const base::NamespaceFd engine(scene.init_host_pid, "net");
    const base::EnteredNamespace inside(engine, "net"); // this thread's alone
    return judge_name_servers(ask_all(scene.status.network->network().resolv_conf(), progress),
                              "see whether dns.host passes; if so, packets from the engine are dropped: look "
                              "at the firewall's rules for forwarding (`nft list ruleset`)");
}

} // namespace

std::vector<Check> dns_checks()
{
    return {
        {.id = "dns.host",
         .title = "the host's name servers answer",
         .run = ask_from_host,
         .deadline = kAllServersDeadline},
        {.id = "dns.engine",
         .title = "the engine reaches its name servers",
         .run = ask_from_engine,
         .needs = {.root = true, .berth = true},
         .deadline = kAllServersDeadline},
    };
}

} // namespace berth::diagnose
