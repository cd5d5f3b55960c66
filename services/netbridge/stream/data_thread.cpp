// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/stream/data_thread.hpp"

#include <future>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "services/netbridge/stream/calling_thread.hpp"

namespace berth::netbridge {

struct DataThread::Implementation {
    boost::asio::io_context context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{context.get_executor()};
    std::jthread thread{[this] {
        take_no_signals();
        context.run();
    }};
    ~Implementation() { context.stop(); }
};

DataThread::DataThread() : implementation_(std::make_unique<Implementation>()) {}
DataThread::~DataThread() = default;

boost::asio::io_context& DataThread::context()
{
    return implementation_->context;
}

void DataThread::post(std::function<void()> function)
{
    boost::asio::post(implementation_->context, std::move(function));
}

void DataThread::run(const std::function<void()>& function)
{
    std::packaged_task<void()> task(function);
    auto done = task.get_future();
    boost::asio::post(implementation_->context, [&task] { task(); });
    done.get();
}

} // namespace berth::netbridge
