// SPDX-License-Identifier: Apache-2.0
// berth-init's control server and lifecycle's client, talking over a real socket.
#include <atomic>
#include <optional>
#include <thread>

#include <catch2/catch.hpp>

#include "services/lifecycle/guest/control_server.hpp"
#include "services/lifecycle/host/init_client.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth;
using namespace berth::lifecycle;
using namespace std::chrono_literals;

namespace {

constexpr auto kTestDeadline = 5s;

/// A server in a thread of its own. GetProcesses is answered, StartDaemons fails after an event, StopDaemons
/// is never answered, and PowerOff ends it without an answer.
class Server {
public:
    explicit Server(const std::filesystem::path& path) : thread_([this, path] { serve(path); }) {}
    ~Server() { thread_.join(); }

private:
    void serve(const std::filesystem::path& path)
    {
        Reactor reactor;
        LogForwarder log(reactor, path.parent_path() / "log.sock");
        std::optional<ControlServer> control;
        control.emplace(reactor, log, path, [&](const Requester& requester, const v1::InitRequest& request) {
            v1::InitReply reply;
            if (request.has_get_processes()) {
                reply.add_processes()->set_name("dockerd");
                control->reply(requester, reply);
            } else if (request.has_start_daemons()) {
                v1::InitEvent event;
                event.mutable_process()->set_name("containerd");
                control->push(event);
                reply.set_failure("no");
                control->reply(requester, reply);
            } else if (request.has_power_off()) {
                reactor.stop();
            }
        });
        reactor.run();
    }

    std::thread thread_;
};

struct Client {
    explicit Client(const std::filesystem::path& path)
        : client(std::make_unique<InitClient>(
              loop, path, [this](const v1::InitEvent& event) { events.push_back(event); }))
    {}

    /// Runs the loop until the request's outcome is there.
    base::Result<v1::InitReply> ask(const v1::InitRequest& request,
                                    std::chrono::milliseconds deadline = kTestDeadline)
    {
        std::optional<base::Result<v1::InitReply>> outcome;
        client->request(request, deadline,
                        [&](const base::Result<v1::InitReply>& reply) { outcome = reply; });
        while (!outcome) {
            loop.run_once(kTestDeadline);
        }
        return *outcome;
    }

    loop::EventLoop loop;
    std::vector<v1::InitEvent> events;
    std::unique_ptr<InitClient> client;
};

v1::InitRequest get_processes()
{
    v1::InitRequest request;
    request.mutable_get_processes();
    return request;
}

v1::InitRequest power_off()
{
    v1::InitRequest request;
    request.mutable_power_off();
    return request;
}

} // namespace

TEST_CASE("A request that is made before berth-init listens is answered once it does")
{
    const test::TempDir directory;
    Client client(directory / "init.sock");
    std::optional<Server> server;
    client.loop.add_timer(150ms, [&] { server.emplace(directory / "init.sock"); });
    const auto reply = client.ask(get_processes());
    REQUIRE(reply.has_value());
    REQUIRE(reply->processes_size() == 1);
    CHECK(reply->processes(0).name() == "dockerd");
    CHECK(client.ask(power_off()).has_error());
}

TEST_CASE("Events come to the client, and a failure is part of the reply")
{
    const test::TempDir directory;
    const Server server(directory / "init.sock");
    Client client(directory / "init.sock");
    v1::InitRequest request;
    request.mutable_start_daemons();
    const auto reply = client.ask(request);
    REQUIRE(reply.has_value());
    CHECK(reply->failure() == "no");
    REQUIRE(client.events.size() == 1);
    CHECK(client.events[0].process().name() == "containerd");
    CHECK(client.ask(power_off()).has_error());
}

TEST_CASE("A request that is not answered fails when its deadline comes, and the next one goes on")
{
    const test::TempDir directory;
    const Server server(directory / "init.sock");
    Client client(directory / "init.sock");
    v1::InitRequest request;
    request.mutable_stop_daemons();
    const auto reply = client.ask(request, 50ms);
    REQUIRE(reply.has_error());
    CHECK_THAT(reply.error().message, Catch::Contains("within 50 ms"));
    CHECK(client.ask(get_processes()).has_value());
    CHECK(client.ask(power_off()).has_error());
}

TEST_CASE("Without anybody listening a request fails when its deadline comes")
{
    const test::TempDir directory;
    Client client(directory / "init.sock");
    const auto reply = client.ask(get_processes(), 50ms);
    REQUIRE(reply.has_error());
    CHECK_THAT(reply.error().message, Catch::Contains("could not be reached"));
}

TEST_CASE("A lost connection fails what was sent and is made again")
{
    const test::TempDir directory;
    Client client(directory / "init.sock");
    {
        const Server first(directory / "init.sock");
        const auto reply = client.ask(power_off());
        REQUIRE(reply.has_error());
        CHECK_THAT(reply.error().message, Catch::Contains("was lost"));
    }
    const Server second(directory / "init.sock");
    CHECK(client.ask(get_processes()).has_value());
    CHECK(client.ask(power_off()).has_error());
}

TEST_CASE("A new connection replaces the old one")
{
    const test::TempDir directory;
    const Server server(directory / "init.sock");
    Client first(directory / "init.sock");
    REQUIRE(first.ask(get_processes()).has_value());
    v1::InitRequest unanswered;
    unanswered.mutable_stop_daemons();
    std::optional<base::Result<v1::InitReply>> outcome;
    first.client->request(unanswered, kTestDeadline, [&](const base::Result<v1::InitReply>& reply) {
        outcome = reply;
        first.client.reset(); // or it would take the connection back
    });
    first.loop.run_once(10ms);
    Client second(directory / "init.sock");
    REQUIRE(second.ask(get_processes()).has_value());
    while (!outcome) {
        first.loop.run_once(kTestDeadline);
    }
    CHECK(outcome->has_error());
    CHECK(second.ask(power_off()).has_error());
}
