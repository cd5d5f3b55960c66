// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/engine_watch.hpp"

#include <utility>

#include "services/lifecycle/host/deadlines.hpp"
#include "services/lifecycle/host/engine_probe.hpp"

namespace berth::lifecycle {
namespace {

constexpr const char* kDockerd = "dockerd";
constexpr const char* kContainerd = "containerd";
constexpr const char* kTunnel = "tunnel";

/// What an HTTP/2 client says first (RFC 9113, 3.4), with empty settings; a gRPC server's own settings answer
/// it.
const std::string kHttp2Greeting("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0", 33);
/// A ZeroMQ peer speaks first, here the broker through both ends of the tunnel.
const std::string kNoGreeting;

/// Both in one line, where there are two.
void add_words(std::string& words, const std::string& more)
{
    words += (words.empty() || more.empty() ? "" : "; ") + more;
}

} // namespace

/// One look: the answers that are still to come, and what came.
struct EngineWatch::Look {
    int open = 4; ///< dockerd, containerd, the tunnel, berth-init
    Findings findings;
    std::function<void(const Findings&)> done;
};

EngineWatch::EngineWatch(loop::EventLoop& loop, const EngineParts& parts, OnFindings on_findings,
                         std::function<void(const std::string&)> on_hung)
    : loop_(loop), parts_(parts), on_findings_(std::move(on_findings)), on_hung_(std::move(on_hung))
{}

EngineWatch::~EngineWatch()
{
    *alive_ = false;
    stop();
}

void EngineWatch::start()
{
    stop();
    timer_ = loop_.add_periodic(kProbeInterval, [this] { look([](const Findings&) {}); });
}

void EngineWatch::stop()
{
    loop_.remove(timer_);
    timer_ = 0;
}

void EngineWatch::look(std::function<void(const Findings&)> done)
{
    if (!parts_.record || !parts_.init) {
        done({});
        return;
    }
    const int init = parts_.record->init_host_pid;
    const auto look = std::make_shared<Look>();
    look->done = std::move(done);
    const auto settle = [this, alive = alive_, look](std::string Findings::*words, const std::string& why) {
        if (*alive) {
            add_words(look->findings.*words, why);
            if (--look->open == 0) {
                finish(*look);
            }
        }
    };
    ask_engine(loop_, engine_socket(init), "/_ping", kProbeDeadline,
               [this, alive = alive_, settle](const base::Result<std::string>& answer) {
                   if (*alive) {
                       daemon_answered(kDockerd, answer);
                   }
                   settle(&Findings::dockerd, answer ? "" : answer.error().message);
               });
    const auto settle_other = [this, alive = alive_, settle](const char* process, const char* words) {
        return [this, alive, settle, process, words](const base::Result<std::string>& answer) {
            if (*alive) {
                daemon_answered(process, answer);
            }
            settle(&Findings::others, answer ? "" : words + answer.error().message);
        };
    };
    ask_for_greeting(loop_, containerd_socket(init), kHttp2Greeting, kProbeDeadline,
                     settle_other(kContainerd, "containerd does not answer: "));
    ask_for_greeting(loop_, guest_bus_socket(init), kNoGreeting, kProbeDeadline,
                     settle_other(kTunnel, "the tunnel in the engine does not answer: "));
    v1::InitRequest request;
    request.mutable_get_processes();
    parts_.init->request(request, kProbeDeadline, [settle](const base::Result<v1::InitReply>& reply) {
        settle(&Findings::others, reply ? "" : "berth-init does not answer: " + reply.error().message);
    });
}

void EngineWatch::daemon_answered(const std::string& daemon, const base::Result<std::string>& answer)
{
    const auto now = std::chrono::steady_clock::now();
    if (answer) {
        daemons_[daemon].answered(now);
    } else if (daemons_[daemon].is_silent(now)) {
        on_hung_(daemon);
    }
}

void EngineWatch::finish(const Look& look)
{
    on_findings_(look.findings);
    look.done(look.findings);
}

} // namespace berth::lifecycle
