// SPDX-License-Identifier: Apache-2.0
// Berth's sockets as they shall be, and what to make of one as it is. Pure. Paths are in the host's mount
// namespace.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "frontend/diagnose/check/core/finding.hpp"

namespace berth::diagnose {

struct ExpectedSocket {
    std::string id; ///< behind "sockets."
    std::string title;
    std::string path;        ///< below the runtime directory
    unsigned mode = 0600;    ///< what group and others may do must be just that
    std::string group = {};  ///< whose it is where the machine has that group; else root's
    unsigned group_mode = 0; ///< where the machine has it; 0: as `mode`
    enum class Kind { stream, datagram, directory } kind = Kind::stream;
    std::string service = {}; ///< to be restarted when something is wrong
    bool try_to_connect = true;
};

const std::vector<ExpectedSocket>& expected_sockets();

struct SeenSocket {
    bool exists = false;
    bool is_right_kind = false; ///< a socket, or a directory
    unsigned mode = 0;
    unsigned uid = 0;
    unsigned gid = 0;
    bool is_denied = false;   ///< the refusal is about the user, who is not root
    std::string refusal = {}; ///< what connecting to it met; empty when it was accepted, or not tried
};

/// `group_id`: of the expected group; none where the machine does not have it. `path` and `berth` (the
/// command as a person of this instance types it) serve the words only.
Finding judge_socket(const ExpectedSocket& expected, const SeenSocket& seen, std::optional<unsigned> group_id,
                     const std::string& path, const std::string& berth);

} // namespace berth::diagnose
