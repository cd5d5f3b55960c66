// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/proxy/path_resolver.hpp"

#include <algorithm>
#include <vector>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>

#include "berth/netbridge/v1/paths.pb.h"
#include "services/netbridge/stream/message_stream.hpp"

namespace berth::netbridge {
namespace {

using Clock = std::chrono::steady_clock;

/// Between two attempts: nothing tells when a guest half begins to listen.
constexpr std::chrono::milliseconds kRetryInterval{50};

/// A path has at most kMaxPathBytes, so that a message of so many, and its reply, fit into a frame.
constexpr int kPathsOfMessage = 8;

/// Of a caller; who has more may see a directory made for the owner of the place.
constexpr std::size_t kGroupsOfMessage = 256;

constexpr const char* kLookAtStatus = "`berth status` says how far the engine is";

std::vector<v1::ResolvePaths> to_messages(const std::string& distro, const DistroQuestion& question,
                                          const std::optional<PeerUser>& caller)
{
    std::vector<v1::ResolvePaths> messages;
    for (const auto& [path, make_directory] : question) {
        if (messages.empty() || messages.back().queries_size() == kPathsOfMessage) {
            v1::ResolvePaths& message = messages.emplace_back();
            message.set_distro(distro);
            if (caller) {
                message.set_caller_uid(caller->uid);
                message.set_caller_gid(caller->gid);
                const auto groups = std::min(caller->groups.size(), kGroupsOfMessage);
                message.mutable_caller_groups()->Add(caller->groups.begin(),
                                                     caller->groups.begin() + static_cast<long>(groups));
            }
        }
        v1::PathQuery& query = *messages.back().add_queries();
        query.set_distro_path(path);
        query.set_make_directory(make_directory);
    }
    return messages;
}

base::Failure broken()
{
    return {"the engine's side broke off when it was asked about host paths", kLookAtStatus};
}

/// False: it is no answer to what was asked.
bool take(const v1::ResolvePaths& asked, const v1::ResolvePathsReply& reply, DistroAnswer& answer)
{
    answer.attached = reply.attached();
    if (reply.paths_size() != (answer.attached ? asked.queries_size() : 0)) {
        return false;
    }
    for (int i = 0; i < reply.paths_size(); ++i) {
        const v1::ResolvedPath& path = reply.paths(i);
        answer.paths.insert_or_assign(asked.queries(i).distro_path(),
                                      path.failure().empty()
                                          ? base::Result<std::string>(path.distro_path())
                                          : base::Result<std::string>(base::Failure(path.failure(), "")));
    }
    return true;
}

asio::awaitable<base::Result<DistroAnswer>> ask(Socket& stream, const std::vector<v1::ResolvePaths>& messages)
{
    DistroAnswer answer{.attached = true, .paths = {}};
    for (std::size_t i = 0; i < messages.size() && answer.attached; ++i) {
        const std::string payload = messages[i].SerializeAsString();
        const bool sent = co_await send_message(stream, payload);
        if (!sent) {
            co_return broken();
        }
        const auto received = co_await receive_message(stream);
        v1::ResolvePathsReply reply;
        if (!received || !reply.ParseFromString(received->payload) || !take(messages[i], reply, answer)) {
            co_return broken();
        }
    }
    co_return answer;
}

asio::awaitable<base::Result<DistroAnswer>> ask_once(const std::string& tunnel_socket,
                                                     const std::vector<v1::ResolvePaths>& messages)
{
    Socket stream(co_await asio::this_coro::executor);
    ErrorCode error;
    const asio::local::stream_protocol::endpoint endpoint(tunnel_socket);
    co_await stream.async_connect(endpoint, into(error));
    if (error) {
        co_return base::Failure("connecting to " + tunnel_socket + ": " + error.message(), kLookAtStatus);
    }
    auto answer = co_await ask(stream, messages);
    co_return answer;
}

} // namespace

asio::awaitable<base::Result<DistroAnswer>> GuestPathResolver::resolve(const std::string& distro,
                                                                       const DistroQuestion& question,
                                                                       std::optional<PeerUser> caller)
{
    using namespace asio::experimental::awaitable_operators;
    const std::vector<v1::ResolvePaths> messages = to_messages(distro, question, caller);
    const std::string tunnel_socket = tunnel_socket_.string();
    const auto retries_end = Clock::now() + kPathGuestDeadline;
    while (true) { // asking is safe to repeat: a guest half that restarts costs a call a moment, not an error
        auto outcome = co_await (ask_once(tunnel_socket, messages) || passes(kPathDeadline));
        if (outcome.index() == 1) {
            co_return base::Failure("looking at paths of the distro " + distro + " took longer than " +
                                        std::to_string(kPathDeadline.count()) + " ms",
                                    "look for a network file system there that does not answer");
        }
        auto answer = std::get<0>(std::move(outcome));
        if (answer || Clock::now() > retries_end) {
            co_return answer;
        }
        co_await passes(kRetryInterval);
    }
}

} // namespace berth::netbridge
