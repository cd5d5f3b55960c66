// SPDX-License-Identifier: Apache-2.0
// make-golden DIRECTORY: writes one frame of each kind of bus message, and its text, where there is none yet.
// A golden frame is what a version of berth once sent: it is never written again, or it would prove nothing.
#include <cstdio>
#include <filesystem>

#include "base/error.hpp"
#include "base/files.hpp"
#include "berth/bus/v1/session.pb.h"
#include "berth/bus/v1/supervision.pb.h"
#include "tools/frames/frame_file.hpp"

namespace {

using namespace berth;
namespace fs = std::filesystem;

bus::v1::Sender sender(const std::string& service, bus::v1::Side side)
{
    bus::v1::Sender sender;
    sender.set_service(service);
    sender.set_side(side);
    sender.set_instance("golden");
    sender.set_pid(4711);
    return sender;
}

class Writer {
public:
    explicit Writer(fs::path directory) : directory_(std::move(directory)) {}

    wire::Frame frame(const std::string& topic, const google::protobuf::Message& message) const
    {
        wire::Frame frame{topic, {}, message.SerializeAsString()};
        frame.envelope.set_id("1267-17a2b3c4d5e6f708-2a");
        *frame.envelope.mutable_sender() = sender("lifecycle", bus::v1::SIDE_HOST);
        frame.envelope.mutable_sent_at()->set_seconds(1'780'000'000);
        frame.envelope.mutable_sent_at()->set_nanos(123'456'789);
        frame.envelope.set_message_type(message.GetTypeName());
        return frame;
    }

    void session(const std::string& name, const google::protobuf::Message& message) const
    {
        wire::Frame made = frame("session", message);
        made.envelope.set_target("broker@host");
        write(name, made);
    }

    void command(const std::string& name, const google::protobuf::Message& message) const
    {
        wire::Frame made = frame("command", message);
        *made.envelope.mutable_sender() = sender("client/99-abcdef", bus::v1::SIDE_CLIENT);
        made.envelope.set_target("broker@host");
        made.envelope.mutable_deadline()->set_seconds(1'780'000'030);
        write(name, made);
    }

    wire::Frame response(const google::protobuf::Message& message) const
    {
        wire::Frame made = frame("response", message);
        *made.envelope.mutable_sender() = sender("broker", bus::v1::SIDE_HOST);
        made.envelope.set_target("client/99-abcdef@client");
        made.envelope.set_correlation_id("63-17a2b3c4d5e6f709-1");
        return made;
    }

    void write(const std::string& name, const wire::Frame& made) const
    {
        const fs::path file = directory_ / (name + ".bin");
        if (fs::exists(file)) {
            return;
        }
        base::write_file_atomically(file, tools::to_file_bytes(made));
        base::write_file_atomically(directory_ / (name + ".txt"), tools::to_text(made));
        std::printf("%s\n", file.c_str());
    }

private:
    fs::path directory_;
};

bus::v1::Health degraded()
{
    bus::v1::Health health;
    health.set_state(bus::v1::Health::STATE_DEGRADED);
    health.set_why("the disk is slow");
    health.set_hint("look at `berth diagnose check`");
    return health;
}

bus::v1::ServiceStatus service_status()
{
    bus::v1::ServiceStatus status;
    status.set_name("lifecycle");
    status.set_description("the engine's life");
    status.set_run(bus::v1::ServiceStatus::RUN_WAITING);
    status.set_why("it was killed by signal 9 (Killed); starting again in 0.2 s");
    status.set_hint("see `berth logs --service lifecycle`");
    status.set_pid(4711);
    status.set_restarts(2);
    status.mutable_since()->set_seconds(1'780'000'000);
    return status;
}

void write_session(const Writer& writer)
{
    bus::v1::Hello hello;
    hello.set_protocol_major(1);
    hello.set_protocol_minor(0);
    hello.add_features("example");
    *hello.mutable_peer() = sender("lifecycle", bus::v1::SIDE_HOST);
    hello.set_build("0.1.0");
    writer.session("hello", hello);

    bus::v1::Welcome welcome;
    welcome.add_features("example");
    welcome.mutable_quiet_after()->set_seconds(2);
    welcome.mutable_gone_after()->set_seconds(10);
    writer.session("welcome", welcome);
    wire::Frame refused = writer.frame("session", welcome);
    refused.envelope.mutable_status()->set_code(bus::v1::STATUS_CODE_UNSUPPORTED);
    refused.envelope.mutable_status()->set_message("lifecycle@host 9.9 speaks bus protocol 2, this broker 1");
    refused.envelope.mutable_status()->set_hint(
        "`berth restart` after an update puts all of berth on one version");
    writer.write("welcome_refused", refused);

    bus::v1::Pong pong;
    *pong.mutable_health() = degraded();
    bus::v1::HealthChanged changed;
    *changed.mutable_health() = degraded();
    bus::v1::Drain drain;
    drain.set_reason(bus::v1::DRAIN_REASON_RESTART);
    writer.session("ping", bus::v1::Ping{});
    writer.session("pong", pong);
    writer.session("health_changed", changed);
    writer.session("drain", drain);
    writer.session("drained", bus::v1::Drained{});
    writer.session("goodbye", bus::v1::Goodbye{});
}

void write_supervision(const Writer& writer)
{
    bus::v1::StartService start;
    start.set_name("lifecycle");
    writer.command("start_service", start);
    bus::v1::StopService stop;
    stop.set_name("lifecycle");
    writer.command("stop_service", stop);
    bus::v1::RestartService restart;
    restart.set_name("lifecycle");
    writer.command("restart_service", restart);
    writer.command("list_services", bus::v1::ListServices{});
    writer.command("shutdown", bus::v1::Shutdown{});

    bus::v1::ListServicesResponse listed;
    *listed.add_services() = service_status();
    writer.write("list_services_response", writer.response(listed));
    bus::v1::ShutdownResponse ended;
    ended.add_survivors("lifecycle 4711");
    writer.write("shutdown_response", writer.response(ended));
    wire::Frame failed = writer.response(start);
    failed.payload.clear();
    failed.envelope.mutable_status()->set_code(bus::v1::STATUS_CODE_NOT_FOUND);
    failed.envelope.mutable_status()->set_message("there is no service ghost");
    failed.envelope.mutable_status()->set_hint("services: distro, lifecycle");
    writer.write("failed_response", failed);

    bus::v1::ServiceStateChanged event;
    *event.mutable_service() = service_status();
    wire::Frame state = writer.frame("host.broker.service.lifecycle", event);
    state.envelope.set_state(true);
    writer.write("service_state_changed", state);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fputs("usage: make-golden DIRECTORY\n", stderr);
        return 2;
    }
    try {
        const Writer writer(argv[1]);
        write_session(writer);
        write_supervision(writer);
        return 0;
    } catch (const base::Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
