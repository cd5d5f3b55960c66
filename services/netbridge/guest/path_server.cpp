// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/guest/path_server.hpp"

#include <cerrno>
#include <optional>
#include <string_view>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "base/error.hpp"
#include "berth/netbridge/v1/paths.pb.h"
#include "services/netbridge/core/paths/absolute_links.hpp"
#include "services/netbridge/core/paths/docker_socket.hpp"
#include "services/netbridge/core/paths/location.hpp"
#include "services/netbridge/guest/distro_files.hpp"
#include "services/netbridge/stream/accept_loop.hpp"
#include "services/netbridge/stream/message_stream.hpp"

namespace berth::netbridge {
namespace {

constexpr int kMaxQueries = 64;         ///< of one message
constexpr std::size_t kLooksAtOnce = 8; ///< one that hangs on a network file system takes one of them

bool is_path(const std::string& path)
{
    return path.starts_with('/') && path.size() <= kMaxPathBytes && path.find('\0') == std::string::npos;
}

v1::ResolvedPath failed(const std::string& why)
{
    v1::ResolvedPath answer;
    answer.set_failure(why);
    return answer;
}

v1::ResolvedPath resolve(const DistroFiles& files, const v1::PathQuery& query,
                         const std::optional<FileCaller>& caller)
{
    if (!is_path(query.distro_path())) {
        return failed("it is no absolute path of at most " + std::to_string(kMaxPathBytes) + " bytes");
    }
    const auto resolved = resolve_absolute_links(
        query.distro_path(), [&](const std::string& path) { return files.read_link(path); });
    if (!resolved) {
        return failed(resolved.error().message);
    }
    if (!is_path(*resolved)) {
        return failed("its links lead to a path longer than " + std::to_string(kMaxPathBytes) + " bytes");
    }
    v1::ResolvedPath answer;
    answer.set_distro_path(*resolved);
    // Nothing of the distro's is meant by a link to docker.sock, and a directory there would be in the way.
    if (query.make_directory() && !is_docker_socket_name(clean_path(*resolved))) {
        try {
            answer.set_made(files.make_directories(*resolved, caller));
        } catch (const base::Error&) {
            answer.set_made(false); // dockerd tries the same at the start and says why it cannot
        }
    }
    return answer;
}

bool is_one_name(const std::string& distro)
{
    constexpr std::string_view kNoPartOfIt("/\0", 2);
    return !distro.empty() && distro != "." && distro != ".." &&
           distro.find_first_of(kNoPartOfIt) == std::string::npos;
}

/// Throws SystemError when it cannot be known.
std::optional<DistroFiles> files_of(const std::string& distro, const std::filesystem::path& distros)
{
    if (!is_one_name(distro)) {
        return std::nullopt;
    }
    try {
        return DistroFiles(distros / distro);
    } catch (const base::SystemError& error) {
        if (error.code() != ENOENT && error.code() != ENAMETOOLONG) {
            throw;
        }
        return std::nullopt; // it has no projection
    }
}

v1::ResolvePathsReply answer_to(const v1::ResolvePaths& request, const std::filesystem::path& distros)
{
    v1::ResolvePathsReply reply;
    const auto files = files_of(request.distro(), distros);
    if (!files) {
        return reply;
    }
    std::optional<FileCaller> caller;
    if (request.has_caller_uid() && request.has_caller_gid()) {
        caller = FileCaller{.uid = request.caller_uid(),
                            .gid = request.caller_gid(),
                            .groups = {request.caller_groups().begin(), request.caller_groups().end()}};
    }
    reply.set_attached(true);
    for (const v1::PathQuery& query : request.queries()) {
        *reply.add_paths() = resolve(*files, query, caller);
    }
    return reply;
}

/// Blocks as long as the file system does. What it throws ends the stream that asked.
asio::awaitable<v1::ResolvePathsReply> look(v1::ResolvePaths request, std::filesystem::path distros)
{
    co_return answer_to(request, distros);
}

} // namespace

struct PathServer::State {
    State(asio::io_context& context, base::UniqueFd fd, std::filesystem::path where)
        : listener(adopt_listener(context.get_executor(), std::move(fd))), distros(std::move(where))
    {}

    asio::awaitable<void> serve(Socket stream)
    {
        while (!over) {
            const auto message = co_await receive_message(stream);
            v1::ResolvePaths request;
            if (!message || !request.ParseFromString(message->payload) ||
                request.queries_size() > kMaxQueries || over) {
                co_return;
            }
            auto looking = look(std::move(request), distros);
            const v1::ResolvePathsReply reply =
                co_await asio::co_spawn(lookers, std::move(looking), asio::use_awaitable);
            const std::string payload = reply.SerializeAsString();
            const bool sent = co_await send_message(stream, payload);
            if (!sent) {
                co_return;
            }
        }
    }

    Acceptor listener;
    const std::filesystem::path distros;
    asio::thread_pool lookers{kLooksAtOnce};
    bool over = false; ///< the server is gone: nobody may be set to look any more
};

PathServer::PathServer(boost::asio::io_context& context, base::UniqueFd listener,
                       std::filesystem::path distros)
    : state_(std::make_shared<State>(context, std::move(listener), std::move(distros)))
{
    asio::co_spawn(context,
                   accept_each(state_->listener,
                               [state = state_](Socket stream) { return state->serve(std::move(stream)); }),
                   [state = state_](const std::exception_ptr&) {});
}

PathServer::~PathServer()
{
    ErrorCode ignored; // the listener is gone either way
    state_->listener.close(ignored);
    state_->over = true;
    state_->lookers.join(); // they answer into the context, which may end now
}

} // namespace berth::netbridge
