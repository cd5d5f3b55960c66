// SPDX-License-Identifier: Apache-2.0
// The docker sockets: the machine's own, and one for each distro that wishes for it. Each is an origin of its
// own for the data plane, and each is probed by a real call through it. Belongs to the bus loop.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include <google/protobuf/repeated_ptr_field.h>

#include "berth/netbridge/v1/network.pb.h"
#include "services/netbridge/host/sockets/api_socket.hpp"

namespace berth::netbridge {

class ApiSockets {
public:
    /// The data plane. Results of probes are called on the bus loop; empty when the API answered.
    struct Plane {
        std::function<void(const std::string& origin, base::UniqueFd listener,
                           const std::filesystem::path& path)>
            open;
        std::function<void(const std::string& origin)> close;
        std::function<void(const std::filesystem::path& path,
                           std::function<void(const std::string& why)> on_result)>
            probe;
    };
    /// Called when a socket comes or goes, and after each probe. `is_news`: fill() says something else.
    using OnLook = std::function<void(const std::string& origin, bool is_news)>;
    /// `kept` outlives it.
    ApiSockets(service::KeptFds& kept, Plane plane, OnLook on_look);
    ~ApiSockets();
    ApiSockets(const ApiSockets&) = delete;
    ApiSockets& operator=(const ApiSockets&) = delete;

    /// Listens at the path, in the host's mount namespace, as an earlier process has; what listens there for
    /// the origin already is left alone. Throws service::CannotStart, base::Error.
    void open(const std::string& origin, const std::filesystem::path& path, const SocketOwner& owner);
    /// Also removes the socket file. An origin without a socket is well.
    void close(const std::string& origin);
    void close_all();

    /// The engine should answer from now on, or not.
    void expect_engine(bool expected);
    bool expects_engine() const { return engine_expected_; }

    /// Asks the engine through each socket that no question is under way at.
    void probe();

    struct Answer {
        bool known = false; ///< a probe has come back
        std::string why;    ///< of no answer; empty when the API answered
    };
    Answer answer(const std::string& origin) const;
    void fill(google::protobuf::RepeatedPtrField<v1::SocketStatus>& statuses) const;

private:
    struct ApiSocket {
        std::filesystem::path path;
        SocketOwner owner;
        bool probing = false;
        Answer answer = {};
    };
    void probe(const std::string& origin, ApiSocket& socket);
    void on_probe(const std::string& origin, const std::string& why);

    service::KeptFds& kept_;
    Plane plane_;
    OnLook on_look_;
    std::map<std::string, ApiSocket> sockets_; ///< by origin
    bool engine_expected_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); ///< false once this is gone
};

} // namespace berth::netbridge
