// SPDX-License-Identifier: Apache-2.0
// ZeroMQ must not notice the tunnel, and must get over the death of either relay: real programs, killed.
#include <csignal>

#include <catch2/catch.hpp>
#include <zmq.hpp>

#include "base/child.hpp"
#include "base/instance.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth;

namespace {

constexpr std::chrono::milliseconds kAnswerDeadline{20000};
constexpr int kReconnectMs = 20;

base::Child start_relay(const std::vector<std::string>& arguments)
{
    base::ProcessSpec spec;
    spec.program = base::libexec_dir() / "berth-tunnel";
    spec.arguments = arguments;
    spec.parent_death_signal = SIGKILL; // a test that dies leaves nothing behind
    return base::Child::spawn(spec);
}

void kill_and_reap(base::Child& child)
{
    child.signal(SIGKILL);
    REQUIRE(child.wait(kAnswerDeadline));
}

/// Sends until an answer comes: a message that was in a dead relay is lost, as on any network.
std::string ask(zmq::socket_t& dealer, zmq::socket_t& router, const std::string& question)
{
    constexpr std::chrono::milliseconds kRepeatAfter{200};
    const auto end = std::chrono::steady_clock::now() + kAnswerDeadline;
    while (std::chrono::steady_clock::now() < end) {
        (void)dealer.send(zmq::buffer(question),
                          zmq::send_flags::dontwait); // a full queue: the next round sends
        std::array<zmq::pollitem_t, 2> items{
            {{dealer.handle(), 0, ZMQ_POLLIN, 0}, {router.handle(), 0, ZMQ_POLLIN, 0}}};
        while (zmq::poll(items.data(), items.size(), kRepeatAfter) > 0) {
            if ((items[1].revents & ZMQ_POLLIN) != 0) {
                zmq::message_t identity;
                zmq::message_t text;
                (void)router.recv(identity); // readable
                (void)router.recv(text);     // the parts of a message come together
                router.send(identity, zmq::send_flags::sndmore);
                router.send(zmq::buffer("answer to " + text.to_string()), zmq::send_flags::none);
            }
            if ((items[0].revents & ZMQ_POLLIN) != 0) {
                zmq::message_t answer;
                (void)dealer.recv(answer); // readable
                if (answer.to_string() == "answer to " + question) {
                    return answer.to_string();
                }
            }
        }
    }
    return "no answer";
}

} // namespace

TEST_CASE("a DEALER and a ROUTER talk through both relays and recover when a relay was killed")
{
    const test::TempDir dir;
    const std::string url = "unix://" + (dir / "host.sock").string();
    const std::vector<std::string> host_arguments{"host", "--listen", url, "--map",
                                                  "7001=" + (dir / "router.sock").string()};
    const std::vector<std::string> guest_arguments{"guest", "--dial", url, "--map",
                                                   (dir / "dealer.sock").string() + "=7001"};
    zmq::context_t context;
    zmq::socket_t router(context, zmq::socket_type::router);
    zmq::socket_t dealer(context, zmq::socket_type::dealer);
    router.set(zmq::sockopt::linger, 0);
    dealer.set(zmq::sockopt::linger, 0);
    dealer.set(zmq::sockopt::reconnect_ivl, kReconnectMs);
    router.bind("ipc://" + (dir / "router.sock").string());
    dealer.connect("ipc://" + (dir / "dealer.sock").string());

    base::Child host = start_relay(host_arguments);
    base::Child guest = start_relay(guest_arguments);
    CHECK(ask(dealer, router, "first") == "answer to first");

    kill_and_reap(host);
    host = start_relay(host_arguments);
    CHECK(ask(dealer, router, "after the host's relay") == "answer to after the host's relay");

    kill_and_reap(guest);
    guest = start_relay(guest_arguments);
    CHECK(ask(dealer, router, "after the guest's relay") == "answer to after the guest's relay");
}
