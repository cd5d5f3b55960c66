// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/guest/path_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "base/error.hpp"
#include "berth/netbridge/v1/paths.pb.h"
#include "services/netbridge/core/paths/absolute_links.hpp"
#include "services/netbridge/guest/distro_files.hpp"
#include "services/netbridge/stream/accept_loop.hpp"
#include "services/netbridge/stream/message_stream.hpp"

namespace berth::netbridge {
namespace {

v1::ResolvedPath resolve(const DistroFiles& files, const v1::PathQuery& query,
                         const std::optional<FileCaller>& caller)
{
    v1::ResolvedPath answer;
    const auto resolved = resolve_absolute_links(
        query.distro_path(), [&](const std::string& path) { return files.read_link(path); });
    if (!resolved) {
        answer.set_failure(resolved.error().message);
        return answer;
    }
    answer.set_distro_path(*resolved);
    if (query.make_directory()) {
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
    return !distro.empty() && distro != "." && distro != ".." && distro.find('/') == std::string::npos;
}

v1::ResolvePathsReply answer_to(const v1::ResolvePaths& request, const std::filesystem::path& distros)
{
    v1::ResolvePathsReply reply;
    std::optional<FileCaller> caller;
    if (request.has_caller_uid() && request.has_caller_gid()) {
        caller = FileCaller{request.caller_uid(), request.caller_gid()};
    }
    try {
        if (!is_one_name(request.distro())) {
            return reply;
        }
        const DistroFiles files(distros / request.distro());
        reply.set_attached(true);
        for (const v1::PathQuery& query : request.queries()) {
            *reply.add_paths() = resolve(files, query, caller);
        }
    } catch (const base::SystemError&) { // it has no projection
        reply.Clear();
    }
    return reply;
}

} // namespace

struct PathServer::State {
    State(asio::io_context& context, base::UniqueFd fd, std::filesystem::path where)
        : listener(adopt_listener(context.get_executor(), std::move(fd))), distros(std::move(where))
    {}

    asio::awaitable<void> serve(Socket stream)
    {
        bool more = true;
        while (more) {
            const auto message = co_await receive_message(stream);
            v1::ResolvePaths request;
            more = message && request.ParseFromString(message->payload);
            if (more) {
                const std::string reply = answer_to(request, distros).SerializeAsString();
                more = co_await send_message(stream, reply);
            }
        }
    }

    Acceptor listener;
    const std::filesystem::path distros;
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
}

} // namespace berth::netbridge
