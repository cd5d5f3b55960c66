// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/sockets/api_sockets.hpp"

namespace berth::netbridge {
namespace {

std::string kept_name(const std::string& origin)
{
    return "api-" + origin;
}

} // namespace

ApiSockets::ApiSockets(service::KeptFds& kept, Plane plane, OnLook on_look)
    : kept_(kept), plane_(std::move(plane)), on_look_(std::move(on_look))
{}

ApiSockets::~ApiSockets()
{
    *alive_ = false;
}

void ApiSockets::open(const std::string& origin, const std::filesystem::path& path, const SocketOwner& owner)
{
    const auto found = sockets_.find(origin);
    if (found != sockets_.end() && found->second.path == path && found->second.owner == owner) {
        return;
    }
    close(origin);
    plane_.open(origin, listen_as_before(kept_, kept_name(origin), path, owner), path);
    ApiSocket& socket = sockets_[origin];
    socket = {.path = path, .owner = owner};
    on_look_(origin, true);
    if (engine_expected_) {
        probe(origin, socket);
    }
}

void ApiSockets::close(const std::string& origin)
{
    const auto found = sockets_.find(origin);
    if (found == sockets_.end()) {
        return;
    }
    plane_.close(origin);
    kept_.drop(kept_name(origin));
    std::error_code ignored; // a socket file without a listener is replaced at the next start
    std::filesystem::remove(found->second.path, ignored);
    sockets_.erase(found);
    on_look_(origin, true);
}

void ApiSockets::close_all()
{
    while (!sockets_.empty()) {
        close(std::string(sockets_.begin()->first));
    }
}

void ApiSockets::expect_engine(bool expected)
{
    engine_expected_ = expected;
    probe();
}

void ApiSockets::probe()
{
    for (auto& [origin, socket] : sockets_) {
        if (engine_expected_ && !socket.probing) {
            probe(origin, socket);
        }
    }
}

void ApiSockets::probe(const std::string& origin, ApiSocket& socket)
{
    socket.probing = true;
    plane_.probe(socket.path, [this, alive = alive_, origin](const std::string& why) {
        if (*alive) {
            on_probe(origin, why);
        }
    });
}

void ApiSockets::on_probe(const std::string& origin, const std::string& why)
{
    const auto found = sockets_.find(origin);
    if (found != sockets_.end()) {
        Answer& answer = found->second.answer;
        const bool is_news = !answer.known || answer.why != why;
        found->second.probing = false;
        answer = {.known = true, .why = why};
        on_look_(origin, is_news);
    }
}

ApiSockets::Answer ApiSockets::answer(const std::string& origin) const
{
    const auto found = sockets_.find(origin);
    return found == sockets_.end() ? Answer{} : found->second.answer;
}

void ApiSockets::fill(google::protobuf::RepeatedPtrField<v1::SocketStatus>& statuses) const
{
    for (const auto& [origin, socket] : sockets_) {
        const Answer& answer = socket.answer;
        v1::SocketStatus& status = *statuses.Add();
        status.set_host_path(socket.path.string());
        status.set_origin(origin);
        status.set_answering(engine_expected_ && answer.known && answer.why.empty());
        status.set_why(engine_expected_ ? (answer.known ? answer.why : "not probed yet")
                                        : "the engine is not running");
    }
}

} // namespace berth::netbridge
