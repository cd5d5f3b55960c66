// SPDX-License-Identifier: Apache-2.0
// The health of services that are no bus peers: asked of their sockets, and told to the supervisor. A socket
// takes connections while its process stands still, so what counts is that a connection without a word is
// closed again.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/unique_fd.hpp"
#include "broker/supervision.hpp"
#include "loop/event_loop.hpp"

namespace berth::broker {

/// A service that is not heard for longer is shown so.
inline constexpr std::chrono::milliseconds kSocketAnswerDeadline{1000};
/// So many unanswered questions in a row, and it counts as dead.
inline constexpr int kUnansweredUntilGone = 9;

class SocketProber {
public:
    /// `run_dir`: what the manifests' probe sockets are relative to.
    SocketProber(loop::EventLoop& loop, std::filesystem::path run_dir, Supervision& supervision);
    ~SocketProber();
    SocketProber(const SocketProber&) = delete;
    SocketProber& operator=(const SocketProber&) = delete;

    /// Asks each one that runs and is not being asked; and again by itself, at short intervals, while one of
    /// them starts.
    void probe();

private:
    struct Question {
        base::UniqueFd connection; ///< none: nothing is asked now
        loop::Registration answer = 0;
        loop::Registration deadline = 0;
        int pid = 0;        ///< of whom
        int unanswered = 0; ///< in a row
    };
    void ask(const std::string& name, Question& question);
    void settle(Question& question);
    void on_answer(const std::string& name);
    void on_silence(const std::string& name);
    void tell(const std::string& name, const bus::v1::Health& health);
    void ask_again_soon();

    loop::EventLoop& loop_;
    std::filesystem::path run_dir_;
    Supervision& supervision_;
    std::map<std::string, Question> questions_; ///< by service
    loop::Registration again_ = 0;              ///< 0: none of them starts
};

} // namespace berth::broker
