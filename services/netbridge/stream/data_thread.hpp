// SPDX-License-Identifier: Apache-2.0
// The thread of a data plane: an Asio context and nothing else runs on it.
#pragma once

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace berth::netbridge {

class DataThread {
public:
    DataThread();
    /// Stops the context and joins the thread; handlers that did not run are destroyed unrun.
    ~DataThread();
    DataThread(const DataThread&) = delete;
    DataThread& operator=(const DataThread&) = delete;

    /// For what belongs to this thread; to be used from it only.
    boost::asio::io_context& context();

    /// From any thread: runs the function on this one, in order.
    void post(std::function<void()> function);

    /// From any other thread: runs the function on this one and waits for it; what it throws is thrown here.
    void run(const std::function<void()>& function);

private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace berth::netbridge
