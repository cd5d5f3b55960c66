// SPDX-License-Identifier: Apache-2.0
// A whole bus of one test's own: a real broker in a child process, with a prefix tree (libexec/berth,
// share/berth/services) in a temporary directory and an instance name that no other test has. Everything it
// made, processes and directories alike, is gone at the end of the scope.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <google/protobuf/wrappers.pb.h>

#include "base/child.hpp"
#include "base/instance.hpp"
#include "berth/bus/v1/supervision.pb.h"
#include "client/bus_client.hpp"
#include "tests/support/fake_service.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::test {

/// Nothing here takes long; a test that waits for so much has failed. Generous for a loaded machine.
constexpr std::chrono::seconds kPatience{20};

class TestBus {
public:
    TestBus();
    ~TestBus();
    TestBus(const TestBus&) = delete;
    TestBus& operator=(const TestBus&) = delete;

    /// A fake service. `manifest` is text added to its service.textproto.
    void add_service(const std::string& name, const std::vector<std::string>& needs = {},
                     const std::vector<std::string>& arguments = {}, const std::string& manifest = {});
    void remove_manifest(const std::string& name);
    std::filesystem::path program(const std::string& name) const; ///< of a fake service
    void start_broker();                                          ///< as this process's child
    void start_guarded_broker();                                  ///< under berth-guardian

    /// A further connection; its address is "client/<pid>-<n>@client".
    std::unique_ptr<client::BusClient> connect();
    client::BusClient& client(); ///< the test's own connection, made at first use

    /// Runs the loop until the condition holds; fails the test with `what` when it does not in time.
    void wait_until(const std::string& what, const std::function<bool()>& condition,
                    std::chrono::milliseconds at_most = kPatience);

    client::Outcome ask(const std::string& target, const google::protobuf::Message& command,
                        std::chrono::milliseconds deadline = kPatience);
    /// A command to a fake service; its answer's text.
    client::Outcome tell(const std::string& service, const std::string& command,
                         std::chrono::milliseconds deadline = kPatience);
    static std::string text_of(const client::Outcome& outcome);

    /// The last known state of each service, and every change, "a READY", since the client connected.
    bus::v1::ServiceStatus status(const std::string& name);
    std::string run_of(const std::string& name);
    void wait_run(const std::string& name, const std::string& run);
    const std::vector<std::string>& history() { return (void)client(), history_; }
    std::size_t position(const std::string& change) const; ///< of its first occurrence in the history

    /// Ends everything as `berth down` does; the survivors.
    std::vector<std::string> shut_down();
    bool wait_broker_end(std::chrono::milliseconds at_most = kPatience);

    void reap(int pid); ///< of a service whose broker is dead: it came to this process

    int broker_pid() const; ///< of the process that holds the instance's lock, 0 when none
    const base::Instance& instance() const { return instance_; }
    base::Child& broker_child() { return broker_; }
    loop::EventLoop& loop() { return loop_; }

private:
    void install(const std::string& built, const std::string& as);
    void start(const std::string& program, std::vector<std::string> arguments);
    void end_what_is_left();

    base::Instance instance_;
    TempDir prefix_;
    loop::EventLoop loop_;
    base::Child broker_; ///< or its guardian
    std::unique_ptr<client::BusClient> client_;
    std::map<std::string, bus::v1::ServiceStatus> statuses_;
    std::vector<std::string> history_;
    int connections_ = 0;
};

inline google::protobuf::StringValue string_value(const std::string& value)
{
    google::protobuf::StringValue message;
    message.set_value(value);
    return message;
}

} // namespace berth::test
