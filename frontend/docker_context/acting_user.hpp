// SPDX-License-Identifier: Apache-2.0
// Touching a user's files as that user, though the program is root's.
#pragma once

#include <sys/types.h>

namespace berth::docker_context {

/// For the calling thread, until the end of the scope: files are made as the user's, and where the user may
/// not write (a link in the home that points to /etc, say) root may not either. Without effect for one's own
/// ids.
class ActingUser {
public:
    /// Throws base::Error when the system does not let us be that user.
    ActingUser(uid_t uid, gid_t gid);
    ~ActingUser();
    ActingUser(const ActingUser&) = delete;
    ActingUser& operator=(const ActingUser&) = delete;

private:
    uid_t uid_before_;
    gid_t gid_before_;
};

} // namespace berth::docker_context
