// SPDX-License-Identifier: Apache-2.0
// Descriptors that outlive this process: the broker's store (fd_store.proto) has a copy of each, and gives
// them to the process's successor. A listening socket that is kept so refuses nobody while its service starts
// again, and stays the one that is mounted into containers.
//
// The store may die with its broker and come back: all is put there again. What is kept is lost only when
// both this process and the broker die at once.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "berth/bus/v1/fd_store.pb.h"
#include "loop/event_loop.hpp"

namespace berth::service {

/// How long the store has for its answer at the start; without one nothing was left.
inline constexpr std::chrono::milliseconds kClaimDeadline{2000};

/// Threading: made and destroyed on the loop's thread; the rest is for any thread, and never waits.
class KeptFds {
public:
    /// Fetches what an earlier process of this service has left. `socket` is the store's, in this process's
    /// mount namespace.
    KeptFds(loop::EventLoop& loop, std::filesystem::path socket);
    ~KeptFds();
    KeptFds(const KeptFds&) = delete;
    KeptFds& operator=(const KeptFds&) = delete;

    /// What an earlier process has left under the name; it stays kept. Empty: nothing, or it was taken
    /// before.
    base::UniqueFd take(const std::string& name);
    /// From now on; replaces what has the name. The descriptor stays the caller's.
    void keep(const std::string& name, int fd);
    void drop(const std::string& name);

    /// The store has all of it, or gets it next.
    bool connected() const;

    /// What an earlier process has left, and nobody took.
    std::vector<std::string> left() const;

private:
    struct Entry {
        base::UniqueFd fd;
        bool taken = true;
    };
    void claim();
    void watch();
    void on_lost();
    void reconnect();
    void send(const bus::v1::FdStoreRequest& request, int fd);
    void send_keep(const std::string& name, const Entry& entry);

    loop::EventLoop& loop_;
    const std::filesystem::path socket_path_;
    mutable std::mutex mutex_; ///< of what follows
    base::UniqueFd socket_;    ///< none while there is no store
    std::map<std::string, Entry> entries_;
    loop::Registration watch_ = 0;
    loop::Registration timer_ = 0;
};

} // namespace berth::service
