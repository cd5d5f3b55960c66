// SPDX-License-Identifier: Apache-2.0
// The one answer of one command, on its way back to who asked.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "client/bus_client.hpp"
#include "wire/frame.hpp"

namespace berth::client {

/// May outlive the client (a handler's asynchronous work): it holds the way back weakly, and an answer then
/// goes nowhere. Dropped unused it answers STATUS_CODE_FAILED. Threading: of the client's loop.
class SocketResponder final : public Responder {
public:
    using Send = std::function<void(wire::Frame)>;

    SocketResponder(bus::v1::Envelope request, bus::v1::Sender self, std::weak_ptr<Send> send)
        : request_(std::move(request)), self_(std::move(self)), send_(std::move(send))
    {}
    ~SocketResponder() override;

    /// A response larger than wire/limits.hpp allows becomes STATUS_CODE_FAILED.
    void reply(const google::protobuf::Message& response) override;
    void fail(bus::v1::StatusCode code, const std::string& message, const std::string& hint = {}) override;
    const bus::v1::Envelope& request() const override { return request_; }
    bool answered() const { return answered_; }

private:
    void answer(const std::string& type, std::string payload, const std::optional<bus::v1::Status>& status);

    bus::v1::Envelope request_;
    bus::v1::Sender self_;
    std::weak_ptr<Send> send_;
    bool answered_ = false;
};

} // namespace berth::client
