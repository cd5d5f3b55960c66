// SPDX-License-Identifier: Apache-2.0
#include "broker/socket_prober.hpp"

#include <poll.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"

namespace berth::broker {

namespace {

constexpr std::chrono::milliseconds kFastProbe{10}; ///< while a service starts

} // namespace

SocketProber::SocketProber(loop::EventLoop& loop, std::filesystem::path run_dir, Supervision& supervision)
    : loop_(loop), run_dir_(std::move(run_dir)), supervision_(supervision)
{}

SocketProber::~SocketProber()
{
    loop_.remove(again_);
    for (auto& [name, question] : questions_) {
        settle(question);
    }
}

void SocketProber::probe()
{
    const Supervisor& state = supervision_.state();
    for (const std::string& name : state.names()) {
        const int pid = state.status(name).pid();
        if (state.plan(name).probe_socket.empty() || pid == 0) {
            continue;
        }
        Question& question = questions_[name];
        if (question.pid != pid) {
            settle(question);
            question.pid = pid;
            question.unanswered = 0;
        }
        if (!question.connection) {
            ask(name, question);
        }
    }
}

void SocketProber::ask(const std::string& name, Question& question)
{
    try {
        question.connection = base::connect_unix(run_dir_ / supervision_.state().plan(name).probe_socket,
                                                 SOCK_STREAM | SOCK_NONBLOCK);
    } catch (const base::Error& error) {
        bus::v1::Health health;
        health.set_state(bus::v1::Health::STATE_STARTING);
        health.set_why(error.what());
        tell(name, health);
        ask_again_soon();
        return;
    }
    (void)::shutdown(question.connection.get(), SHUT_WR); // that is all we say
    question.answer = loop_.add_fd(question.connection.get(), POLLIN, [this, name] { on_answer(name); });
    question.deadline = loop_.add_timer(kSocketAnswerDeadline, [this, name] { on_silence(name); });
}

void SocketProber::settle(Question& question)
{
    loop_.remove(question.answer);
    loop_.remove(question.deadline);
    question.connection.reset();
}

void SocketProber::on_answer(const std::string& name)
{
    Question& question = questions_.at(name);
    settle(question);
    question.unanswered = 0;
    bus::v1::Health health;
    health.set_state(bus::v1::Health::STATE_READY);
    tell(name, health);
}

void SocketProber::on_silence(const std::string& name)
{
    Question& question = questions_.at(name);
    settle(question);
    const bool is_gone = ++question.unanswered >= kUnansweredUntilGone;
    supervision_.step([&](Supervisor& supervisor, Time now) {
        return is_gone ? supervisor.went_silent(name, now) : supervisor.is_silent(name, now);
    });
    probe();
}

/// It may have ended while it was asked.
void SocketProber::tell(const std::string& name, const bus::v1::Health& health)
{
    if (supervision_.state().status(name).pid() == questions_.at(name).pid) {
        supervision_.step(
            [&](Supervisor& supervisor, Time now) { return supervisor.health_reported(name, health, now); });
    }
}

void SocketProber::ask_again_soon()
{
    if (again_ == 0) {
        again_ = loop_.add_timer(kFastProbe, [this] {
            again_ = 0;
            probe();
        });
    }
}

} // namespace berth::broker
