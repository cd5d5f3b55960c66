// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "tests/support/test_bus.hpp"
#include "wire/zmq_frames.hpp"

using namespace berth;
using namespace berth::test;
using google::protobuf::StringValue;
using namespace std::chrono_literals;

namespace {

/// Subscribes to everything and reads nothing until it is told to.
struct Sleeper {
    explicit Sleeper(const std::string& bus_dir)
    {
        socket.set(zmq::sockopt::rcvhwm, 1);
        socket.set(zmq::sockopt::rcvbuf, 4096);
        socket.set(zmq::sockopt::linger, 0);
        socket.connect(client::Endpoints::in_directory(bus_dir).events_out);
        socket.set(zmq::sockopt::subscribe, "host.");
    }
    std::optional<wire::Frame> read(std::chrono::milliseconds at_most)
    {
        zmq::pollitem_t item{socket.handle(), 0, ZMQ_POLLIN, 0};
        zmq::poll(&item, 1, at_most);
        const auto received = wire::receive_frame(socket, false);
        return received ? std::optional(received->frame.value()) : std::nullopt;
    }
    zmq::context_t context{1};
    zmq::socket_t socket{context, zmq::socket_type::sub};
};

std::size_t resident_kib(int pid)
{
    std::istringstream lines(base::read_file("/proc/" + std::to_string(pid) + "/status").value());
    for (std::string word; lines >> word;) {
        if (word == "VmRSS:") {
            std::size_t kib = 0;
            lines >> kib;
            return kib;
        }
    }
    return 0;
}

} // namespace

TEST_CASE("a subscriber that does not read loses its own events only, and costs the broker a bounded memory")
{
    constexpr int kBursts = 40;
    constexpr int kEventsEach = 500;
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    Sleeper sleeper(bus.instance().bus_dir());
    REQUIRE(sleeper.read(kPatience)); // the present states: its subscription stands
    int last_event = 0;
    bool gap = false;
    bus.client().on_event<StringValue>(event_topic("a"), [&](const std::string&, const StringValue& text) {
        gap = gap || std::stoi(text.value()) != last_event + 1;
        last_event = std::stoi(text.value());
    });
    CHECK(TestBus::text_of(bus.tell("a", "echo subscribed")) == "subscribed");
    for (int i = 1; i <= kBursts; ++i) {
        REQUIRE(TestBus::text_of(bus.tell("a", "burst " + std::to_string(kEventsEach))) == "done");
        bus.wait_until("the reader's events", [&] { return last_event == i * kEventsEach; });
    }
    CHECK_FALSE(gap);
    constexpr std::size_t kBoundKib =
        600 * 1024; // with a sanitizer's overhead; unbounded would not matter here alone
    CHECK(resident_kib(bus.broker_pid()) < kBoundKib);

    int kept = 0;
    while (sleeper.read(200ms)) { // it wakes up: what was kept for it comes first
        ++kept;
    }
    CHECK(kept > 1000);
    CHECK(kept < 2 * kBursts * kEventsEach); // nothing is kept without a limit
    (void)bus.tell("a", "burst 1");
    CHECK(sleeper.read(kPatience)); // and then what is new
}
