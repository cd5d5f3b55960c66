// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/session.hpp"

#include <random>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/interrupts.hpp"
#include "wire/frame.hpp"

namespace berth::cli {
namespace {

bus::v1::Sender sender_of(const base::Instance& instance)
{
    bus::v1::Sender sender;
    sender.set_service(fmt::format("{}cli-{}-{:08x}", may_only_ask() ? wire::kQueryPrefix : "", ::getpid(),
                                   std::random_device{}()));
    sender.set_side(bus::v1::SIDE_CLIENT);
    sender.set_instance(instance.name());
    sender.set_pid(::getpid());
    return sender;
}

client::Endpoints endpoints_of(const base::Instance& instance)
{
    const std::string directory = instance.bus_dir().string();
    return may_only_ask() ? client::Endpoints::for_questions(directory)
                          : client::Endpoints::in_directory(directory);
}

} // namespace

std::unique_ptr<Session> Session::open(const base::Instance& instance)
{
    if (!find_broker(instance)) {
        throw not_running(instance);
    }
    auto session = std::make_unique<Session>(instance);
    switch (session->wait([&] { return session->bus().connected(); }, kHelloDeadline)) {
    case Waited::done:
        return session;
    case Waited::interrupted:
        throw Exit(ExitCode::failed, "interrupted while waiting for the broker");
    case Waited::deadline:
        break;
    }
    throw Exit(ExitCode::deadline,
               "the broker runs but did not answer within " + std::to_string(kHelloDeadline.count()) + " ms",
               "see " + (instance.log_dir() / "output.log").string() + "; `berth restart` starts it anew");
}

Session::Session(const base::Instance& instance)
    : signals_(open_interrupts()), bus_(loop_, endpoints_of(instance), sender_of(instance))
{
    loop_.add_fd(signals_.get(), POLLIN, [this] { interrupted_ |= take_interrupt(signals_.get()); });
    bus_.on_refused([this](const bus::v1::Status& status) { refused_ = status; });
}

Session::~Session()
{
    if (bus_.connected()) {
        bus_.send_goodbye();
    }
}

bool Session::turn(std::chrono::milliseconds at_most)
{
    loop_.run_once(at_most);
    if (refused_) {
        throw Exit(ExitCode::incompatible, refused_->message(), refused_->hint());
    }
    return !interrupted_;
}

Session::Waited Session::wait(const std::function<bool()>& done, std::chrono::milliseconds deadline)
{
    const auto end = loop::Clock::now() + deadline;
    while (!done()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - loop::Clock::now());
        if (left.count() <= 0) {
            return Waited::deadline;
        }
        if (!turn(left)) {
            return Waited::interrupted;
        }
    }
    return Waited::done;
}

void Session::wait_for_interrupt()
{
    constexpr std::chrono::milliseconds kNoLimit{-1};
    while (turn(kNoLimit)) {
    }
}

} // namespace berth::cli
