// SPDX-License-Identifier: Apache-2.0
// berth events: the present states first, then everything as it happens. Every message is printed by
// reflection.
#include <google/protobuf/util/time_util.h>

#include "frontend/cli/print/json.hpp"
#include "frontend/cli/print/message_text.hpp"
#include "frontend/cli/print/output.hpp"
#include "frontend/cli/print/words.hpp"
#include "frontend/cli/session.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

constexpr std::chrono::milliseconds kQuiet{300}; ///< no event for so long: the present states are through
constexpr std::chrono::milliseconds kPresentMax{10000}; ///< where events never pause

std::string short_name(const std::string& full_name)
{
    return full_name.substr(full_name.rfind('.') + 1);
}

void print_text(const std::string& topic, const bus::v1::Envelope& envelope, const std::string& payload)
{
    const Terminal terminal = standard_output();
    const auto message = parse_any(envelope.message_type(), payload);
    const std::string what =
        message ? message_text(*message)
                : std::to_string(payload.size()) + " bytes of a type that this program does not know";
    print_line(terminal.paint(Colour::dim, clock_time(envelope.sent_at(),
                                                      google::protobuf::util::TimeUtil::GetCurrentTime())) +
               " " + terminal.paint(Colour::bold, topic) + " " + short_name(envelope.message_type()) + " " +
               what);
}

void print_object(const std::string& topic, const bus::v1::Envelope& envelope, const std::string& payload)
{
    const auto message = parse_any(envelope.message_type(), payload);
    print_line(JsonObject{}
                   .add_text("topic", topic)
                   .add_text("type", envelope.message_type())
                   .add("sent_at", to_json(envelope.sent_at()))
                   .add("sender", to_json(envelope.sender()))
                   .add("state", envelope.state() ? "true" : "false")
                   .add("event", message ? to_json(*message) : "null")
                   .text());
}

int run(const Invocation& invocation)
{
    const std::unique_ptr<Session> session = Session::open(invocation.instance);
    bool heard = false;
    session->bus().subscribe(
        invocation.arguments.text("topic"),
        [&](const std::string& topic, const bus::v1::Envelope& envelope, const std::string& payload) {
            heard = true;
            (invocation.json ? print_object : print_text)(topic, envelope, payload);
        });
    if (!invocation.arguments.flag("present")) {
        session->wait_for_interrupt();
        return static_cast<int>(ExitCode::success);
    }
    const auto end = loop::Clock::now() + kPresentMax;
    do {
        heard = false;
    } while (session->wait([&] { return heard; }, kQuiet) == Session::Waited::done &&
             loop::Clock::now() < end);
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb events_verb()
{
    return {.path = "events",
            .summary = "Show the bus's events, present states first, until Ctrl-C",
            .options = {{.names = "--topic",
                         .help = "Only topics that start so, e.g. host.lifecycle.",
                         .kind = Option::Kind::text,
                         .value_name = "PREFIX"},
                        {.names = "--present", .help = "End after the present states"},
                        json_option("one object a line")},
            .run = run};
}

} // namespace berth::cli
