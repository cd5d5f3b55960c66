// SPDX-License-Identifier: Apache-2.0
// The store of fd_store.proto: descriptors that outlive the services that use them. Belongs to the loop.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include <spdlog/logger.h>

#include "base/unique_fd.hpp"
#include "berth/bus/v1/fd_store.pb.h"
#include "loop/event_loop.hpp"

namespace berth::broker {

inline constexpr std::size_t kMaxStoredFds = 16384;     ///< of one service; more are not kept
inline constexpr std::size_t kMaxStoredNameBytes = 255; ///< as systemd's FDNAME

class FdStore {
public:
    /// The service whose process it is; "" for a stranger.
    using ServiceOf = std::function<std::string(int pid)>;
    FdStore(loop::EventLoop& loop, const std::filesystem::path& socket, ServiceOf service_of,
            spdlog::logger& log);
    ~FdStore();
    FdStore(const FdStore&) = delete;
    FdStore& operator=(const FdStore&) = delete;

    /// The service will not come back by itself: who connects shall be refused, not wait.
    void forget(const std::string& service);

private:
    struct Client {
        base::UniqueFd socket;
        std::string service;
        loop::Registration registration = 0;
    };
    using Entries = std::map<std::string, base::UniqueFd>;

    void on_connection();
    void on_readable(int client);
    bool take_request(Client& client); ///< false: nothing more to read now, or the client is gone
    void keep(const Client& client, const std::string& name, base::UniqueFd fd);
    void answer_claim(const Client& client);
    void close(int client);

    loop::EventLoop& loop_;
    ServiceOf service_of_;
    spdlog::logger& log_;
    base::UniqueFd listener_;
    loop::Registration registration_ = 0;
    std::map<int, Client> clients_; ///< by descriptor
    std::map<std::string, Entries> stored_;
};

} // namespace berth::broker
