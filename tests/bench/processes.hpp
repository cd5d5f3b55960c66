// SPDX-License-Identifier: Apache-2.0
// Processes of a benchmark program, and memory that they share. Forks: the program must have no threads.
#pragma once

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <functional>
#include <span>
#include <utility>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::bench {

/// Zeros; for those who are forked after it was made.
template <class T>
class SharedArray {
public:
    explicit SharedArray(std::size_t count)
        : bytes_(std::max<std::size_t>(count, 1) * sizeof(T)),
          memory_(::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)),
          values_(static_cast<T*>(memory_), count)
    {
        if (memory_ == MAP_FAILED) {
            throw base::SystemError("sharing memory with the peers");
        }
    }
    ~SharedArray() { (void)::munmap(memory_, bytes_); }
    SharedArray(const SharedArray&) = delete;
    SharedArray& operator=(const SharedArray&) = delete;
    std::span<T> values() const { return values_; }

private:
    std::size_t bytes_;
    void* memory_;
    std::span<T> values_;
};

/// It ends with its parent, and with this object.
class Peer {
public:
    explicit Peer(const std::function<void()>& body)
    {
        std::fflush(stdout);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            try {
                body();
                ::_exit(0);
            } catch (const std::exception& error) {
                std::fprintf(stderr, "%s\n", error.what());
                ::_exit(1);
            }
        }
        if (pid_ < 0) {
            throw base::SystemError("starting a process of the benchmark");
        }
    }
    ~Peer()
    {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            (void)::waitpid(pid_, nullptr, 0);
        }
    }
    Peer(Peer&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    Peer& operator=(Peer&&) = delete;

    /// Until it ends by itself: what it does has deadlines. Throws when it failed.
    void join()
    {
        int status = 0;
        (void)::waitpid(std::exchange(pid_, -1), &status, 0);
        if (status != 0) {
            throw base::Error("a process of the benchmark failed");
        }
    }

private:
    pid_t pid_ = -1;
};

} // namespace berth::bench
