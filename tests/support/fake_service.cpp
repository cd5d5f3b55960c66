// SPDX-License-Identifier: Apache-2.0
// A service on the real harness that does what its test needs. Its name is its program's: berth-<name>.
//   --ready-after N    starting until N events on kGoTopics were heard
//   --fails WHY        lives, but reports itself failed
//   --ignores-drain    never says that it has drained
//   --ignores-term     hangs when it is told to stop: only KILL ends it
//   --dies-at-start    ends with code 3 before it says anything
//   --cannot-start WHY throws CannotStart from its constructor
//   --keeps SOCKET     listens there on a descriptor that it keeps, and tells its pid to who connects
//   --listen SOCKET    no bus peer at all: accepts on a unix socket until TERM
// Commands are google.protobuf.StringValue: "echo X", "pid", "hold" (no answer ever), "drop", "throw", "die",
// "hang" (its loop stands still), "fail WHY", "burst N" (N states and N events at once), "store" (is it
// connected to the store of descriptors?).
#include <csignal>
#include <filesystem>
#include <vector>

#include <google/protobuf/wrappers.pb.h>
#include <poll.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/instance.hpp"
#include "base/linux/unix_socket.hpp"
#include "service/cannot_start.hpp"
#include "service/service.hpp"
#include "tests/support/fake_service.hpp"

namespace {

using namespace berth;
using google::protobuf::StringValue;

[[noreturn]] void hang()
{
    for (;;) {
        ::pause(); // every signal that could wake it is blocked
    }
}

StringValue text(const std::string& value)
{
    StringValue message;
    message.set_value(value);
    return message;
}

class FakeService final : public service::Service {
public:
    FakeService(service::Context& context, std::string name) : context_(context), name_(std::move(name))
    {
        read_arguments(context.arguments());
        set_health();
        context.bus().handle<StringValue>(
            [this](const StringValue& command, const client::ResponderPtr& responder) {
                obey(command.value(), responder);
            });
        context.bus().on_event<StringValue>(test::kGoTopics, [this](const std::string&, const StringValue&) {
            --events_to_wait_;
            set_health();
            context_.bus().announce_health(health_);
        });
        context.bus().on_connection_change([this](bool connected) {
            if (!connected) { // said while no broker hears it
                context_.bus().publish_state(test::state_topic(name_), text("alone"));
                context_.bus().publish(test::event_topic(name_), text("alone"));
            }
        });
        context.bus().publish_state(test::state_topic(name_), text("up " + std::to_string(::getpid())));
    }

    bus::v1::Health health() override { return health_; }

    void stop(bus::v1::DrainReason reason, std::function<void()> done) override
    {
        if (ignores_term_) {
            hang();
        }
        if (!ignores_drain_) {
            context_.bus().publish(test::event_topic(name_),
                                   text("stopping " + bus::v1::DrainReason_Name(reason)));
            done();
        }
    }

private:
    void read_arguments(const std::vector<std::string>& words)
    {
        for (std::size_t i = 0; i < words.size(); ++i) {
            ignores_drain_ = ignores_drain_ || words[i] == "--ignores-drain";
            ignores_term_ = ignores_term_ || words[i] == "--ignores-term";
            if (words[i] == "--dies-at-start") {
                ::_exit(3);
            }
            if (words[i] == "--ready-after") {
                events_to_wait_ = std::stoi(words.at(++i));
            } else if (words[i] == "--cannot-start") {
                throw service::CannotStart(words.at(++i), "remove it");
            } else if (words[i] == "--fails") {
                failure_ = words.at(++i);
            } else if (words[i] == "--keeps") {
                serve_kept(words.at(++i));
            }
        }
    }

    void serve_kept(const std::string& socket)
    {
        listener_ = context_.kept_fds().take("listener");
        if (!listener_) {
            listener_ = base::listen_unix(socket, 0600);
            context_.kept_fds().keep("listener", listener_.get());
        }
        context_.loop().add_fd(listener_.get(), POLLIN, [this] {
            const base::UniqueFd peer(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
            base::write_all(peer.get(), std::to_string(::getpid()), "a test's connection");
        });
    }

    void set_health()
    {
        if (!failure_.empty()) {
            health_.set_state(bus::v1::Health::STATE_FAILED);
            health_.set_why(failure_);
        } else if (events_to_wait_ > 0) {
            health_.set_state(bus::v1::Health::STATE_STARTING);
            health_.set_why("waits for events");
        } else {
            health_.set_state(bus::v1::Health::STATE_READY);
            health_.clear_why();
        }
    }

    void obey(const std::string& command, const client::ResponderPtr& responder)
    {
        const std::string verb = command.substr(0, command.find(' '));
        const std::string rest = command.size() > verb.size() ? command.substr(verb.size() + 1) : "";
        if (verb == "echo") {
            responder->reply(text(rest));
        } else if (verb == "pid") {
            responder->reply(text(std::to_string(::getpid())));
        } else if (verb == "hold") {
            held_.push_back(responder);
        } else if (verb == "throw") {
            throw base::Error("thrown on demand", "do not ask for it");
        } else if (verb == "die") {
            ::_exit(4);
        } else if (verb == "hang") {
            hang();
        } else if (verb == "store") {
            responder->reply(text(context_.kept_fds().connected() ? "connected" : "lost"));
        } else if (verb == "fail") {
            failure_ = rest;
            set_health();
            context_.bus().announce_health(health_);
            responder->reply(text("failed"));
        } else if (verb == "burst") {
            burst(std::stoi(rest));
            responder->reply(text("done"));
        } // "drop": the responder goes unused
    }

    void burst(int count)
    {
        for (int i = 1; i <= count; ++i) {
            context_.bus().publish_state(test::state_topic(name_), text(std::to_string(++bursts_)));
            context_.bus().publish(test::event_topic(name_), text(std::to_string(bursts_)));
        }
    }

    service::Context& context_;
    std::string name_;
    bus::v1::Health health_;
    std::string failure_;
    int events_to_wait_ = 0;
    int bursts_ = 0;
    bool ignores_drain_ = false;
    bool ignores_term_ = false;
    base::UniqueFd listener_;
    std::vector<client::ResponderPtr> held_;
};

int listen_only(const std::string& socket)
{
    const base::UniqueFd listener = base::listen_unix(socket, 0600);
    for (;;) {
        const base::UniqueFd peer(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC)); // TERM ends it
    }
}

} // namespace

int main(int argc, char** argv)
{
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").filename();
    const std::string name = program.substr(std::string("berth-").size());
    if (argc == 3 && std::string(argv[1]) == "--listen") {
        return listen_only(argv[2]);
    }
    return service::run_service(
        argc, argv, {.name = name, .side = bus::v1::SIDE_HOST, .takes_arguments = true},
        [&](service::Context& context) { return std::make_unique<FakeService>(context, name); });
}
