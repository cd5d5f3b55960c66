// SPDX-License-Identifier: Apache-2.0
// One verb's connection to the bus: it says Hello as "cli-<pid>-<random>", turns the loop until what it waits
// for is there, and ends on Ctrl-C. Threading: belongs to the thread that made it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/instance.hpp"
#include "base/unique_fd.hpp"
#include "client/bus_client.hpp"
#include "frontend/cli/exit.hpp"
#include "loop/event_loop.hpp"

namespace berth::cli {

constexpr std::chrono::milliseconds kHelloDeadline{2500}; ///< for the broker's Welcome
constexpr std::chrono::milliseconds kAnswerDeadline{
    2000}; ///< for a question that a service answers from memory

/// What came back for a question.
template <class Response>
struct Answer {
    bus::v1::Status status; ///< code unspecified when it went well
    Response response;
    bool ok() const { return status.code() == bus::v1::STATUS_CODE_UNSPECIFIED; }
};

class Session {
public:
    /// Connects to a broker that runs. Throws Exit: not_running at once when there is none, denied,
    /// incompatible, deadline.
    static std::unique_ptr<Session> open(const base::Instance& instance);

    /// For a broker that is about to be started: connects whenever it comes.
    explicit Session(const base::Instance& instance);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    loop::EventLoop& loop() { return loop_; }
    client::BusClient& bus() { return bus_; }

    enum class Waited { done, deadline, interrupted };
    /// Turns the loop until `done`, the deadline's end, or SIGINT or SIGTERM. Throws Exit when the broker
    /// refuses us.
    Waited wait(const std::function<bool()>& done, std::chrono::milliseconds deadline);
    /// Until SIGINT or SIGTERM.
    void wait_for_interrupt();

    template <class Response>
    Answer<Response> ask(const std::string& target, const google::protobuf::Message& command,
                         std::chrono::milliseconds deadline = kAnswerDeadline);

    /// As ask(), but a failure ends the verb.
    template <class Response>
    Response get(const std::string& target, const google::protobuf::Message& command,
                 std::chrono::milliseconds deadline = kAnswerDeadline);

private:
    bool turn(std::chrono::milliseconds at_most); ///< false once interrupted

    base::UniqueFd signals_; // before the bus: ZeroMQ's threads inherit the blocked signals
    loop::EventLoop loop_;
    client::BusClient bus_;
    std::optional<bus::v1::Status> refused_;
    bool interrupted_ = false;
};

template <class Response>
Answer<Response> Session::ask(const std::string& target, const google::protobuf::Message& command,
                              std::chrono::milliseconds deadline)
{
    const auto answer = std::make_shared<std::optional<Answer<Response>>>();
    bus_.request<Response>(target, command, deadline,
                           [answer](const client::Outcome& outcome, const Response& response) {
                               *answer = Answer<Response>{outcome.status, response};
                           });
    // The bus itself ends the wait at the deadline; a little later nothing can come any more.
    if (wait([&] { return answer->has_value(); }, deadline + kAnswerDeadline) != Waited::done) {
        throw Exit(ExitCode::failed, "interrupted while waiting for " + target);
    }
    return **answer;
}

template <class Response>
Response Session::get(const std::string& target, const google::protobuf::Message& command,
                      std::chrono::milliseconds deadline)
{
    Answer<Response> answer = ask<Response>(target, command, deadline);
    if (!answer.ok()) {
        throw exit_for(answer.status);
    }
    return std::move(answer.response);
}

} // namespace berth::cli
