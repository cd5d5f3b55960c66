// SPDX-License-Identifier: Apache-2.0
#include "services/updater/host/worker.hpp"

#include "services/updater/host/thread_priority.hpp"

namespace berth::updater {

Worker::Worker(loop::EventLoop& loop, Priority priority)
    : loop_(loop), thread_([this, priority](const std::stop_token& stop) { run(stop, priority); })
{}

void Worker::enqueue(Job job)
{
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back(std::move(job));
    }
    wanted_.notify_one();
}

void Worker::run(const std::stop_token& stop, Priority priority)
{
    if (priority == Priority::lowest) {
        yield_to_others();
    }
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            if (!wanted_.wait(lock, stop, [this] { return !jobs_.empty(); }) || stop.stop_requested()) {
                return;
            }
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        job(stop);
    }
}

} // namespace berth::updater
