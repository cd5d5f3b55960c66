// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/outbound/refusal.hpp"

#include <cerrno>

namespace berth::netbridge {

Refusal refusal_of(int error)
{
    switch (error) {
    case ECONNREFUSED:
    case ECONNRESET:
        return Refusal::reset;
    case ENETUNREACH:
    case EAFNOSUPPORT:  // a host without IPv6
    case EADDRNOTAVAIL: // no address of ours fits
        return Refusal::network;
    case EHOSTUNREACH:
    case EHOSTDOWN:
        return Refusal::host;
    case EACCES:
    case EPERM:
        return Refusal::prohibited;
    default:
        return Refusal::silence; // ETIMEDOUT; and what is our own trouble is tried again by the client's TCP
    }
}

} // namespace berth::netbridge
