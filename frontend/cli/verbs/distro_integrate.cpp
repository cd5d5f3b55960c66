// SPDX-License-Identifier: Apache-2.0
// berth distro integrate NAME on|off: a docker of its own for a distro. The distro service puts the socket's
// place and the client there; done is what the user can use, so this waits until netbridge listens, too.
#include <algorithm>

#include "berth/netbridge/v1/network.pb.h"
#include "frontend/cli/print/report_text.hpp"
#include "frontend/cli/session.hpp"
#include "frontend/cli/verbs/print_services.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

constexpr unsigned kTimeoutSeconds = 30;
constexpr std::chrono::milliseconds kSocketDeadline{5000}; ///< for netbridge to listen, or to end it

bool has_socket(const netbridge::v1::NetworkStateChanged& network, const std::string& distro)
{
    return std::any_of(network.sockets().begin(), network.sockets().end(),
                       [&](const netbridge::v1::SocketStatus& socket) { return socket.origin() == distro; });
}

void wait_for_socket(Session& session, const std::string& distro, bool on)
{
    bool is_done = false;
    session.bus().on_event<netbridge::v1::NetworkStateChanged>(
        "host.netbridge.network",
        [&is_done, distro, on](const std::string&, const netbridge::v1::NetworkStateChanged& network) {
            is_done = has_socket(network, distro) == on;
        });
    if (session.wait([&] { return is_done; }, kSocketDeadline) != Session::Waited::done) {
        throw Exit(ExitCode::failed,
                   "netbridge does not " + std::string(on ? "listen" : "stop to listen") + " for distro " +
                       distro,
                   "look at `berth logs --service netbridge`");
    }
}

int run(const Invocation& invocation)
{
    const std::string wish = invocation.arguments.text("on|off");
    if (wish != "on" && wish != "off") {
        throw Exit(ExitCode::usage, "'" + wish + "' is neither on nor off",
                   "berth distro integrate NAME on|off");
    }
    distro::v1::IntegrateDistro command;
    command.set_name(invocation.arguments.text("NAME"));
    command.set_on(wish == "on");
    const std::chrono::seconds deadline(invocation.arguments.count("timeout", kTimeoutSeconds));
    const auto session = Session::open(invocation.instance);
    const auto answer = session->get<distro::v1::IntegrateDistroResponse>("distro@host", command, deadline);
    wait_for_socket(*session, command.name(), command.on());
    if (invocation.json) {
        print_line(to_json(answer));
    } else {
        print_table(distro_table({answer.distro()}));
    }
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb distro_integrate_verb()
{
    return {
        .path = "distro integrate",
        .summary = "Give a distro a docker socket and the docker client, or take both away",
        .options = {timeout_option("How long to wait", kTimeoutSeconds), json_option("the service's answer")},
        .positionals = {distro_positional(),
                        {.name = "on|off",
                         .help = "Whether it shall have them, from now on",
                         .choices = {"on", "off"}}},
        .run = run};
}

} // namespace berth::cli
