// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/path_resolver.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>

#include "berth/netbridge/v1/paths.pb.h"
#include "services/netbridge/stream/message_stream.hpp"

namespace berth::netbridge {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kGuestReadyDeadline{2000}; ///< for a guest half that is being restarted
constexpr std::chrono::milliseconds kRetryInterval{50};
constexpr std::size_t kPathsAtOnce =
    8; ///< of 4096 bytes at most each: questions and answers fit into a frame

v1::ResolvePaths to_message(const std::string& distro, const std::vector<PathQuestion>& questions,
                            std::size_t first, const std::optional<PathCaller>& caller)
{
    v1::ResolvePaths message;
    message.set_distro(distro);
    for (std::size_t i = first; i < std::min(first + kPathsAtOnce, questions.size()); ++i) {
        v1::PathQuery& query = *message.add_queries();
        query.set_distro_path(questions[i].path);
        query.set_make_directory(questions[i].make_directory);
    }
    if (caller) {
        message.set_caller_uid(caller->uid);
        message.set_caller_gid(caller->gid);
    }
    return message;
}

base::Failure broken()
{
    return {"the engine's side did not answer what is at the paths",
            "`berth status` says how far the engine is"};
}

void take(const v1::ResolvePaths& asked, const v1::ResolvePathsReply& reply, PathAnswers& answers)
{
    answers.attached = reply.attached();
    for (int i = 0; i < reply.paths_size() && i < asked.queries_size(); ++i) {
        const v1::ResolvedPath& path = reply.paths(i);
        answers.paths.insert_or_assign(asked.queries(i).distro_path(),
                                       path.failure().empty()
                                           ? base::Result<std::string>(path.distro_path())
                                           : base::Result<std::string>(base::Failure(path.failure(), "")));
    }
}

asio::awaitable<base::Result<PathAnswers>> ask(Socket& stream, const std::string& distro,
                                               const std::vector<PathQuestion>& questions,
                                               const std::optional<PathCaller>& caller)
{
    PathAnswers answers;
    std::size_t first = 0;
    do { // also without a path: is the distro attached?
        const v1::ResolvePaths message = to_message(distro, questions, first, caller);
        const std::string payload = message.SerializeAsString();
        const bool sent = co_await send_message(stream, payload);
        if (!sent) {
            co_return broken();
        }
        const auto received = co_await receive_message(stream);
        v1::ResolvePathsReply reply;
        if (!received || !reply.ParseFromString(received->payload)) {
            co_return broken();
        }
        take(message, reply, answers);
        first += kPathsAtOnce;
    } while (answers.attached && first < questions.size());
    co_return answers;
}

asio::awaitable<base::Result<PathAnswers>> ask_once(std::string tunnel_socket, const std::string& distro,
                                                    const std::vector<PathQuestion>& questions,
                                                    const std::optional<PathCaller>& caller)
{
    Socket stream(co_await asio::this_coro::executor);
    ErrorCode error;
    const asio::local::stream_protocol::endpoint endpoint(tunnel_socket);
    co_await stream.async_connect(endpoint, into(error));
    if (error) {
        co_return base::Failure("connecting to " + tunnel_socket + ": " + error.message(),
                                "`berth status` says how far the engine is");
    }
    auto answers = co_await ask(stream, distro, questions, caller);
    co_return answers;
}

} // namespace

asio::awaitable<base::Result<PathAnswers>> GuestPathResolver::resolve(std::string distro,
                                                                      std::vector<PathQuestion> questions,
                                                                      std::optional<PathCaller> caller)
{
    using namespace asio::experimental::awaitable_operators;
    const auto retries_end = Clock::now() + kGuestReadyDeadline;
    while (true) { // asking is safe to repeat: a guest half that restarts costs a call a moment, not an error
        auto outcome =
            co_await (ask_once(tunnel_socket_.string(), distro, questions, caller) || passes(kPathDeadline));
        if (outcome.index() == 1) {
            co_return base::Failure("looking at the paths in distro " + distro + " took longer than " +
                                        std::to_string(kPathDeadline.count()) + " ms",
                                    "look for a network file system that does not answer");
        }
        auto answers = std::get<0>(std::move(outcome));
        if (answers || Clock::now() > retries_end) {
            co_return answers;
        }
        co_await passes(kRetryInterval);
    }
}

} // namespace berth::netbridge
