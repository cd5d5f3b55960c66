// SPDX-License-Identifier: Apache-2.0
// A thread for work that reads whole images, so that the loop goes on answering. One piece at a time, in
// order.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "base/error.hpp"
#include "base/result.hpp"
#include "loop/event_loop.hpp"
#include "services/updater/image/digest.hpp"

namespace berth::updater {

/// The destructor asks the present work to stop, drops the rest and joins. Belongs to the loop's thread.
class Worker {
public:
    enum class Priority { normal, lowest };

    Worker(loop::EventLoop& loop, Priority priority);

    /// `work` runs on the worker's thread, `done` on the loop's with what it returned or why it threw. Work
    /// that was cancelled is never done.
    template <class T>
    void submit(std::function<T(const std::stop_token&)> work,
                std::function<void(const base::Result<T>&)> done)
    {
        enqueue([this, work = std::move(work), done = std::move(done)](const std::stop_token& stop) {
            try {
                loop_.post([done, result = base::Result<T>(work(stop))] { done(result); });
            } catch (const Cancelled&) {
                return; // the service ends
            } catch (const base::Error& error) {
                loop_.post([done, result = base::Result<T>(base::Failure{error.what(), error.hint()})] {
                    done(result);
                });
            } catch (const std::exception& error) {
                loop_.post(
                    [done, result = base::Result<T>(base::Failure{error.what(), {}})] { done(result); });
            }
        });
    }

    void request_stop() { thread_.request_stop(); }

private:
    using Job = std::function<void(const std::stop_token&)>;

    void enqueue(Job job);
    void run(const std::stop_token& stop, Priority priority);

    loop::EventLoop& loop_;
    std::mutex mutex_;
    std::condition_variable_any wanted_;
    std::deque<Job> jobs_;
    std::jthread thread_; // last: it uses all of the above
};

} // namespace berth::updater
