// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/engine_probe.hpp"

#include <array>
#include <cerrno>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/unix_socket.hpp"
#include "services/lifecycle/core/daemon_settings.hpp"
#include "services/lifecycle/host/engine_answer.hpp"

namespace berth::lifecycle {
namespace {

constexpr std::size_t kMaxAnswerBytes = 64U << 10U;

/// One question under way; lives until it is answered.
class Question : public std::enable_shared_from_this<Question> {
public:
    enum class Expects { http_ok, anything };
    Question(loop::EventLoop& loop, const std::string& what, Expects expects, OnAnswer on_answer)
        : loop_(loop), what_(what), expects_(expects), on_answer_(std::move(on_answer)),
          answer_(what, kMaxAnswerBytes)
    {}

    void ask(const std::filesystem::path& socket, const std::string& bytes,
             std::chrono::milliseconds deadline)
    {
        const auto self = shared_from_this();
        timer_ = loop_.add_timer(deadline, [self, deadline] {
            self->settle(base::Failure{
                fmt::format("{} got no answer within {} ms", self->what_, deadline.count()), ""});
        });
        try {
            fd_ = base::connect_unix(socket, SOCK_STREAM | SOCK_NONBLOCK);
            base::write_all(fd_.get(), bytes, what_);
            readable_ = loop_.add_fd(fd_.get(), POLLIN, [self] { self->read(); });
        } catch (const base::Error& error) {
            const base::Failure failure{error.what(), error.hint()};
            loop_.post([self, failure] { self->settle(failure); });
        }
    }

private:
    void read()
    {
        std::array<char, 4096> block{};
        const ssize_t got = ::read(fd_.get(), block.data(), block.size());
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        if (got > 0 && expects_ == Expects::anything) {
            settle(std::string(block.data(), static_cast<std::size_t>(got)));
            return;
        }
        if (got > 0) {
            answer_.put(std::string_view(block.data(), static_cast<std::size_t>(got)));
        } else {
            answer_.put_end();
        }
        if (answer_.is_over()) {
            settle(answer_.result());
        }
    }

    void settle(const base::Result<std::string>& result)
    {
        if (!on_answer_) {
            return;
        }
        const OnAnswer on_answer = std::exchange(on_answer_, nullptr);
        loop_.remove(timer_);
        loop_.remove(readable_);
        on_answer(result);
    }

    loop::EventLoop& loop_;
    std::string what_;
    Expects expects_;
    OnAnswer on_answer_;
    base::UniqueFd fd_;
    EngineAnswer answer_;
    loop::Registration timer_ = 0;
    loop::Registration readable_ = 0;
};

} // namespace

std::filesystem::path engine_socket(int init_host_pid)
{
    return fmt::format("/proc/{}/root{}", init_host_pid, kEngineSocket);
}

std::filesystem::path containerd_socket(int init_host_pid)
{
    return fmt::format("/proc/{}/root{}", init_host_pid, kContainerdSocket);
}

std::filesystem::path guest_bus_socket(int init_host_pid)
{
    return fmt::format("/proc/{}/root/run/berth/bus/commands.sock", init_host_pid);
}

void ask_engine(loop::EventLoop& loop, const std::filesystem::path& socket, const std::string& target,
                std::chrono::milliseconds deadline, OnAnswer on_answer)
{
    std::make_shared<Question>(loop, "GET " + target, Question::Expects::http_ok, std::move(on_answer))
        ->ask(socket, engine_question(target), deadline);
}

void ask_for_greeting(loop::EventLoop& loop, const std::filesystem::path& socket, const std::string& greeting,
                      std::chrono::milliseconds deadline, OnAnswer on_answer)
{
    std::make_shared<Question>(loop, "a greeting", Question::Expects::anything, std::move(on_answer))
        ->ask(socket, greeting, deadline);
}

} // namespace berth::lifecycle
