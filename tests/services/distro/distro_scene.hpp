// SPDX-License-Identifier: Apache-2.0
// berth-distro itself on a real bus, with an engine and a "machine" made of mount namespaces.
#pragma once

#include <catch2/catch.hpp>

#include <csignal>
#include <map>
#include <optional>

#include <spdlog/sinks/null_sink.h>
#include <unistd.h>

#include "base/child.hpp"
#include "base/files.hpp"
#include "base/linux/pid_fd.hpp"
#include "base/scope_exit.hpp"
#include "berth/distro/v1/distro.pb.h"
#include "berth/lifecycle/v1/engine.pb.h"
#include "broker/broker.hpp"
#include "client/bus_client.hpp"
#include "tests/services/distro/mini_engine.hpp"

namespace berth::distro {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Status = v1::DistroStatus;

constexpr auto kDeadline = 15s;

#define NEEDS_ROOT()                                                                                         \
    if (::geteuid() != 0) {                                                                                  \
        WARN("skipped: only root can make mount namespaces");                                                \
        return;                                                                                              \
    }

inline bus::v1::Sender lifecycle_sender()
{
    bus::v1::Sender sender;
    sender.set_service("lifecycle");
    sender.set_side(bus::v1::SIDE_HOST);
    sender.set_pid(::getpid());
    return sender;
}

/// A broker, this test in lifecycle's place, and the service as a child.
class Scene {
public:
    Scene()
    {
        base::make_directories(instance_.bus_dir());
        broker_ = std::make_unique<broker::Broker>(
            loop_,
            broker::BrokerOptions{instance_.bus_dir(),
                                  {instance_, instance_.run_dir(), base::libexec_dir(), "/dev/null"}},
            std::vector<broker::ServicePlan>{}, log_, [] {});
        bus_ = std::make_unique<client::BusClient>(
            loop_, client::Endpoints::in_directory(instance_.bus_dir().string()), lifecycle_sender());
        bus_->on_event<v1::DistroStateChanged>(
            "host.distro.distro.", [this](const std::string& topic, const v1::DistroStateChanged& event) {
                CHECK(topic == "host.distro.distro." + event.distro().name());
                seen_[event.distro().name()].push_back(event.distro());
            });
        start_service();
    }

    ~Scene()
    {
        if (service_.running()) { // asked, so that it ends the distros that it has started
            resume_service();
            (void)end_service();
        }
        bus_.reset();
        broker_.reset();
        std::error_code ignored; // a leftover in /run must not hide the result
        fs::remove_all(instance_.run_dir(), ignored);
        fs::remove_all(instance_.state_dir(), ignored);
    }

    /// Waits until the service has said so of the distro.
    bool wait_for(Status::State state, const std::string& name = "host")
    {
        return wait([&] { return !seen_[name].empty() && seen_[name].back().state() == state; });
    }
    /// The same, of news after this call.
    bool wait_for_new(Status::State state)
    {
        const std::size_t before = seen_["host"].size();
        return wait([&] { return seen_["host"].size() > before && last().state() == state; });
    }
    const Status& last(const std::string& name = "host") const { return seen_.at(name).back(); }

    template <class Response>
    struct Answer {
        client::Outcome outcome;
        Response response;
    };
    template <class Response>
    Answer<Response> ask(const google::protobuf::Message& command)
    {
        std::optional<Answer<Response>> answer;
        bus_->request<Response>("distro@host", command, kDeadline,
                                [&](const client::Outcome& outcome, const Response& response) {
                                    answer = Answer<Response>{outcome, response};
                                });
        REQUIRE(wait([&] { return answer.has_value(); }));
        return *answer;
    }
    Answer<v1::RestoreProjectionsResponse> restore(pid_t init_pid)
    {
        v1::RestoreProjections command;
        command.set_init_host_pid(init_pid);
        return ask<v1::RestoreProjectionsResponse>(command);
    }

    void publish_engine(lifecycle::v1::EngineStatus::State state, pid_t init_pid)
    {
        lifecycle::v1::EngineStateChanged event;
        event.mutable_engine()->set_state(state);
        event.mutable_engine()->set_init_host_pid(init_pid);
        bus_->publish_state("host.lifecycle.engine", event);
    }

    /// For what must not be repaired before the test has looked at it: the service looks by a clock of its
    /// own.
    void pause_service() { service_.signal(SIGSTOP); }
    void resume_service() { service_.signal(SIGCONT); }
    void kill_service()
    {
        service_.signal(SIGKILL);
        REQUIRE(service_.wait(kDeadline));
    }
    void start_service()
    {
        service_ = base::Child::spawn(
            {.program = base::libexec_dir() / "berth-distro",
             .arguments = {"--instance", instance_.name(), "--host-pid", std::to_string(machine.pid())}});
    }
    std::optional<base::ExitStatus> end_service()
    {
        service_.signal(SIGTERM);
        return service_.wait(kDeadline);
    }

    bool is_seen(const fs::path& path, const std::string& name = "host") const
    {
        return fs::exists("/proc/" + std::to_string(engine->daemons_pid()) + "/root/distros/" + name +
                          path.string());
    }
    /// Turns the loop until it is true, within the deadline.
    bool wait(const std::function<bool()>& is_true)
    {
        const auto end = std::chrono::steady_clock::now() + kDeadline;
        while (!is_true() && std::chrono::steady_clock::now() < end) {
            loop_.run_once(100ms);
        }
        return is_true();
    }
    fs::path shares_dir() const { return instance_.run_dir() / "shares"; }
    fs::path distros_dir() const { return instance_.state_dir() / "distros"; }

    // Forked before there are ZeroMQ's threads.
    test::TempDir dir;
    test::MiniDistro machine{dir.path()};
    std::unique_ptr<test::MiniEngine> engine = std::make_unique<test::MiniEngine>();

private:
    base::Instance instance_{"t" + std::to_string(::getpid())};
    spdlog::logger log_{"test", std::make_shared<spdlog::sinks::null_sink_st>()};
    loop::EventLoop loop_;
    std::unique_ptr<broker::Broker> broker_;
    std::unique_ptr<client::BusClient> bus_;
    base::Child service_;
    std::map<std::string, std::vector<Status>> seen_; ///< by distro
};

} // namespace berth::distro
