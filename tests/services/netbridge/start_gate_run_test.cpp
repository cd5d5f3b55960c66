// SPDX-License-Identifier: Apache-2.0
// The gate against a test's engine that says what dockerd says.
#include <catch2/catch.hpp>

#include <future>

#include "peer.hpp"
#include "services/netbridge/host/gate/start_gate.hpp"
#include "services/netbridge/stream/data_thread.hpp"
#include "socket_dialer.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::netbridge::test {
namespace {

using namespace std::chrono_literals;

class GateScene {
public:
    GateScene()
        : engine_(base::listen_unix(dir_ / "engine.sock", 0600)), dialer_(dir_ / "engine.sock"), thread_()
    {
        thread_.run([this] {
            gate_ = std::make_unique<StartGate>(
                thread_.context(), dialer_,
                [this](const StartGate::Report& report) { reports_.set_value(report); }, 1ms);
        });
    }
    ~GateScene()
    {
        thread_.run([this] { gate_.reset(); });
    }

    void attach(const std::set<std::string>& distros)
    {
        thread_.run([&] { gate_->set_attached(distros); });
    }
    void look()
    {
        reports_ = {};
        thread_.run([this] { gate_->look(); });
    }
    /// Takes one call: its first line is checked, and it is answered.
    void engine_answers(const std::string& request_line, const std::string& status, const std::string& body)
    {
        Peer peer = Peer::accept_from(engine_.get());
        const std::string head = peer.receive_head();
        CHECK(head.substr(0, head.find(" HTTP/")) == request_line);
        peer.send("HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) +
                  "\r\nConnection: close\r\n\r\n" + body);
    }
    void engine_has_one_that_waits_for_x()
    {
        engine_answers("GET " + gate_list_target(), "200 OK", R"([{"Id":"abc"}])");
        engine_answers(
            "GET /containers/abc/json", "200 OK",
            R"({"Id":"abc","Name":"/web","State":{"Running":false,"Error":"mkdir /distros/X: read-only"},)"
            R"("HostConfig":{"RestartPolicy":{"Name":"always"}}})");
    }
    void engine_begins()
    {
        thread_.run([this] { gate_->engine_began(); });
    }
    void engine_has_one_whose_start_failed()
    {
        engine_answers("GET " + gate_list_target(), "200 OK", R"([{"Id":"abc"}])");
        engine_answers("GET /containers/abc/json", "200 OK",
                       R"({"Id":"abc","Name":"/web","State":{"Running":false,"Status":"exited",)"
                       R"("Error":"too many open files"},"HostConfig":{"RestartPolicy":{"Name":"always"}}})");
    }
    StartGate::Report report()
    {
        auto future = reports_.get_future();
        REQUIRE(future.wait_for(10s) == std::future_status::ready);
        return future.get();
    }

private:
    berth::test::TempDir dir_;
    base::UniqueFd engine_;
    SocketDialer dialer_;
    std::promise<StartGate::Report> reports_;
    DataThread thread_;
    std::unique_ptr<StartGate> gate_;
};

} // namespace

TEST_CASE("a container whose distro is away is reported as waiting and is not started")
{
    GateScene scene;
    scene.attach({"host"});
    scene.look();
    scene.engine_has_one_that_waits_for_x();
    const StartGate::Report report = scene.report();
    CHECK(report.waiting == std::vector<WaitingContainer>{{"abc", "web", {"X"}}});
    CHECK(report.started.empty());
    CHECK(report.failures.empty());
}

TEST_CASE("a container is started once its distro is attached, and only once for each time")
{
    GateScene scene;
    scene.attach({"X"});
    scene.look();
    scene.engine_has_one_that_waits_for_x();
    scene.engine_answers("POST /containers/abc/start", "204 No Content", "");
    CHECK(scene.report().started == std::vector<std::string>{"web"});

    scene.look(); // it failed again, for another reason
    scene.engine_has_one_that_waits_for_x();
    const StartGate::Report second = scene.report();
    CHECK(second.started.empty());
    CHECK(second.waiting.empty());

    scene.attach({});
    scene.attach({"X"});
    scene.look();
    scene.engine_has_one_that_waits_for_x();
    scene.engine_answers("POST /containers/abc/start", "500 Internal Server Error",
                         R"({"message":"no space"})");
    const StartGate::Report third = scene.report();
    REQUIRE(third.failures.size() == 1);
    CHECK_THAT(third.failures.front(), Catch::Contains("web") && Catch::Contains("no space"));
}

TEST_CASE("an engine that is away is said, and a container that waits is started by the next look")
{
    GateScene scene;
    scene.attach({"X"});
    scene.look();
    scene.engine_answers("GET " + gate_list_target(), "503 Service Unavailable", R"({"message":"starting"})");
    const StartGate::Report away = scene.report();
    REQUIRE(away.failures.size() == 1);
    CHECK_THAT(away.failures.front(), Catch::Contains("starting"));
    scene.look();
    scene.engine_has_one_that_waits_for_x();
    scene.engine_answers("POST /containers/abc/start", "304 Not Modified", "");
    CHECK(scene.report().started == std::vector<std::string>{"web"});
}

TEST_CASE("a container that the engine's start has left behind is tried again, a few times")
{
    GateScene scene;
    scene.look(); // of an engine that is not new: whoever started it has been told
    scene.engine_has_one_whose_start_failed();
    CHECK(scene.report().left_behind.empty());

    scene.engine_begins();
    scene.look();
    scene.engine_has_one_whose_start_failed();
    CHECK(scene.report().left_behind == std::vector<std::string>{"web"});
    for (unsigned attempt = 0; next_attempt_after(attempt, 1ms); ++attempt) {
        const auto due = std::chrono::steady_clock::now() + *next_attempt_after(attempt, 1ms);
        while (std::chrono::steady_clock::now() < due) {
        }
        scene.look();
        scene.engine_has_one_whose_start_failed();
        scene.engine_answers("POST /containers/abc/start", "500 Internal Server Error",
                             R"({"message":"no"})");
        CHECK(scene.report().failures.size() == 1);
    }
    scene.look();
    scene.engine_has_one_whose_start_failed();
    const StartGate::Report last = scene.report();
    CHECK((last.left_behind.empty() && last.failures.empty()));
}

} // namespace berth::netbridge::test
