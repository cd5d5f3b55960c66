// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bus_peers.hpp"

#include <array>
#include <cstring>
#include <utility>

#include <google/protobuf/wrappers.pb.h>
#include <unistd.h>
#include <zmq.hpp>

#include "base/error.hpp"
#include "client/bus_client.hpp"
#include "loop/event_loop.hpp"
#include "wire/frame.hpp"

namespace berth::bench {
namespace {

using google::protobuf::BytesValue;
using std::chrono::milliseconds;

const std::string kTopic = "host.bench.event";

bus::v1::Sender sender()
{
    bus::v1::Sender self;
    self.set_service("client/" + std::to_string(::getpid()) + "-bench");
    self.set_side(bus::v1::SIDE_CLIENT);
    self.set_instance("bench");
    self.set_pid(::getpid());
    return self;
}

Stamp stamp_at(const char* bytes)
{
    Stamp stamp;
    std::memcpy(&stamp, bytes, sizeof stamp);
    return stamp;
}

class BerthPublisher final : public Publisher {
public:
    BerthPublisher(const Way& way, std::size_t payload_bytes)
        : client_(loop_, client::Endpoints::in_directory(way.directory), sender())
    {
        event_.set_value(std::string(payload_bytes, 'x'));
    }
    void publish(const Stamp& stamp) override
    {
        std::memcpy(event_.mutable_value()->data(), &stamp, sizeof stamp);
        client_.publish(kTopic, event_);
    }
    void turn() override { loop_.run_once(milliseconds{0}); }

private:
    loop::EventLoop loop_;
    client::BusClient client_;
    BytesValue event_;
};

class BarePublisher final : public Publisher {
public:
    BarePublisher(const Way& way, std::size_t payload_bytes)
        : socket_(context_, zmq::socket_type::pub), stamp_bytes_(payload_bytes)
    {
        BytesValue event;
        event.set_value(std::string(payload_bytes, 'x'));
        parts_ = wire::encode({kTopic, wire::make_envelope(sender(), BytesValue::descriptor()->full_name()),
                               event.SerializeAsString()});
        socket_.set(zmq::sockopt::linger, 0);
        socket_.set(zmq::sockopt::sndhwm, wire::kMaxQueuedMessages);
        socket_.connect(client::Endpoints::in_directory(way.directory).events_in);
    }
    void publish(const Stamp& stamp) override
    {
        std::memcpy(parts_[2].data() + (parts_[2].size() - stamp_bytes_), &stamp, sizeof stamp);
        for (const std::string& part : parts_) {
            const bool last = &part == &parts_.back();
            (void)socket_.send(zmq::buffer(part), last ? zmq::send_flags::none : zmq::send_flags::sndmore);
        }
    }
    void turn() override {}

private:
    zmq::context_t context_{1};
    zmq::socket_t socket_;
    std::size_t stamp_bytes_; ///< the payload's end, where the bytes of the message begin with the stamp
    std::array<std::string, wire::kFrames> parts_;
};

void subscribe_berth(const Way& way, milliseconds at_most, const std::function<bool(const Stamp&)>& on_event)
{
    loop::EventLoop loop;
    client::BusClient client(loop, client::Endpoints::in_directory(way.directory), sender());
    bool wanted = true;
    bool heard = true;
    client.on_event<BytesValue>(kTopic, [&](const std::string&, const BytesValue& event) {
        heard = true;
        wanted = wanted && on_event(stamp_at(event.value().data()));
    });
    loop.add_periodic(at_most, [&] {
        if (!std::exchange(heard, false)) {
            throw base::Error("no event came in time");
        }
    });
    while (wanted) {
        loop.run_once(at_most);
    }
}

void subscribe_bare(const Way& way, std::size_t payload_bytes, milliseconds at_most,
                    const std::function<bool(const Stamp&)>& on_event)
{
    zmq::context_t context{1};
    zmq::socket_t socket(context, zmq::socket_type::sub);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvhwm, wire::kMaxQueuedMessages);
    socket.set(zmq::sockopt::rcvtimeo, static_cast<int>(at_most.count()));
    socket.connect(client::Endpoints::in_directory(way.directory).events_out);
    socket.set(zmq::sockopt::subscribe, kTopic);
    for (bool wanted = true; wanted;) {
        zmq::message_t part;
        do {
            if (!socket.recv(part)) {
                throw base::Error("no event came in time");
            }
        } while (part.more());
        wanted = on_event(stamp_at(part.data<char>() + (part.size() - payload_bytes)));
    }
}

} // namespace

Way parse_way(const std::string& word)
{
    for (const std::string name : {"berth", "bare"}) {
        if (word.starts_with(name + "=/")) {
            return {name, word.substr(name.size() + 1)};
        }
    }
    throw base::Error("'" + word + "' is neither berth=DIR nor bare=DIR");
}

std::int64_t steady_ns()
{
    return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::unique_ptr<Publisher> make_publisher(const Way& way, std::size_t payload_bytes)
{
    if (way.name == "berth") {
        return std::make_unique<BerthPublisher>(way, payload_bytes);
    }
    return std::make_unique<BarePublisher>(way, payload_bytes);
}

void subscribe(const Way& way, std::size_t payload_bytes, milliseconds at_most,
               const std::function<bool(const Stamp&)>& on_event)
{
    if (way.name == "berth") {
        subscribe_berth(way, at_most, on_event);
    } else {
        subscribe_bare(way, payload_bytes, at_most, on_event);
    }
}

} // namespace berth::bench
