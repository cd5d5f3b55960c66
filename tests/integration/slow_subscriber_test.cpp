// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "tests/support/test_bus.hpp"
#include "wire/zmq_frames.hpp"

using namespace berth;
using namespace berth::test;
using google::protobuf::StringValue;

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
    std::optional<wire::Frame> read()
    {
        zmq::pollitem_t item{socket.handle(), 0, ZMQ_POLLIN, 0};
        zmq::poll(&item, 1, kPatience);
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
    constexpr int kBursts = 60;
    constexpr int kEventsEach = 500;
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    Sleeper sleeper(bus.instance().bus_dir());
    REQUIRE(sleeper.read()); // the present states: its subscription stands
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

    int received = 0;
    bool fresh = false;
    (void)bus.tell("a", "burst 1");
    const std::string last = std::to_string(kBursts * kEventsEach + 1);
    while (!fresh) { // it wakes up: what was kept for it, then what is new
        const auto event = sleeper.read();
        if (!event) {
            (void)bus.tell("a", "burst 1"); // its queue was still full when the last came
            continue;
        }
        ++received;
        StringValue text;
        fresh = event->topic == event_topic("a") && text.ParseFromString(event->payload) &&
                std::stoi(text.value()) >= std::stoi(last);
        if (received == 1000) {
            (void)bus.tell("a", "burst 1"); // there is room again
        }
    }
    CHECK(received < 2 * kBursts * kEventsEach); // some were dropped: nothing was kept without a limit
}
