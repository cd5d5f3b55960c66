// SPDX-License-Identifier: Apache-2.0
// How the distro service answers its commands. For the .cpp files of its handlers only.
#pragma once

#include "services/distro/host/distro_service.hpp"

namespace berth::distro {

inline void fail(const client::ResponderPtr& responder, const base::Failure& failure)
{
    responder->fail(bus::v1::STATUS_CODE_FAILED, failure.message, failure.hint);
}

/// The answers that are a distro's status.
template <class Response>
void reply(const client::ResponderPtr& responder, v1::DistroStatus status)
{
    Response response;
    *response.mutable_distro() = std::move(status);
    responder->reply(response);
}

} // namespace berth::distro
