// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/default_link_rules.hpp"

namespace berth::diagnose {

Finding judge_default_link(const DefaultLink& link, const std::string& berth)
{
    const std::string path = kDefaultSocket;
    const std::string make_anew = berth + " service restart netbridge";
    if (!link.is_default_instance) {
        return skip("only the default instance links it");
    }
    if (!link.is_wanted) {
        return skip("sockets.link_default_socket is false");
    }
    if (!link.exists) {
        return fail(path + " does not exist", "make it anew: " + make_anew);
    }
    if (link.leads_to == link.own_socket) {
        return pass(path + " leads to " + link.leads_to);
    }
    return warn(link.leads_to.empty() ? path + " belongs to another engine"
                                      : path + " leads to " + link.leads_to,
                "nothing, if that is wanted; else stop that engine, remove the file, and: " + make_anew);
}

} // namespace berth::diagnose
