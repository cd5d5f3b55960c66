// SPDX-License-Identifier: Apache-2.0
// Commands and responses by address; what is for the broker itself goes to the given function. A command
// whose target is not there, whose time is over (it may have waited in a queue for a new broker), or whose
// sender may not send it is answered at once and goes no further.
//
// There are two doors. At "commands" stand services and root's clients, who may say anything; at "queries"
// peers that may only ask (core/query_rules.hpp). Which door a peer stands at is seen from its address.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include <zmq.hpp>

#include "broker/core/commands_under_way.hpp"
#include "broker/peer_socket.hpp"
#include "loop/event_loop.hpp"
#include "wire/frame.hpp"

namespace berth::broker {

class CommandRouter {
public:
    using ForBroker = std::function<void(const std::string& peer, const wire::Frame& frame)>;
    struct Doors { ///< ZeroMQ endpoints
        std::string commands;
        std::string queries;
    };

    CommandRouter(loop::EventLoop& loop, zmq::context_t& context, const Doors& doors, bus::v1::Sender self,
                  ForBroker for_broker);
    ~CommandRouter();
    CommandRouter(const CommandRouter&) = delete;
    CommandRouter& operator=(const CommandRouter&) = delete;

    /// A message of the broker's own; false when there is no such peer.
    bool send(const std::string& peer, const google::protobuf::Message& message);
    void welcome(const std::string& peer, const google::protobuf::Message& welcome);
    /// Welcome with a status: until it is welcomed the peer may say nothing but Hello.
    void refuse(const std::string& peer, const google::protobuf::Message& welcome,
                const bus::v1::Status& status);
    void reply(const bus::v1::Envelope& request, const google::protobuf::Message& response);
    void fail(const bus::v1::Envelope& request, const bus::v1::Status& status);
    /// The peer has ended. Whoever waits for its answer is told so, when its last words must have come.
    void peer_ended(const std::string& peer);

private:
    wire::Frame session_frame(const std::string& peer, const google::protobuf::Message& message) const;
    wire::Frame failure_frame(const bus::v1::Envelope& request, const bus::v1::Status& status) const;
    bool deliver(const std::string& address, const wire::Frame& frame);
    void answer(const bus::v1::Envelope& request, wire::Frame response);
    void from_commands(const std::string& peer, const wire::Frame& frame);
    void from_queries(const std::string& peer, const wire::Frame& frame);
    void route(const std::string& peer, const wire::Frame& frame);
    std::optional<bus::v1::Status> objection(const std::string& peer, const wire::Frame& frame) const;

    bus::v1::Sender self_;
    ForBroker for_broker_;
    loop::EventLoop& loop_;
    CommandsUnderWay under_way_;
    std::set<loop::Registration> last_words_;        ///< timers
    std::map<std::string, bus::v1::Status> refused_; ///< by address; at most wire::kMaxPeers
    PeerSocket commands_;
    PeerSocket queries_;
};

} // namespace berth::broker
