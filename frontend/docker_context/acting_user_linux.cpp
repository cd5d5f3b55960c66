// SPDX-License-Identifier: Apache-2.0
// The file system ids are a thread's own; with an fsuid other than 0 the kernel also takes root's power over
// files (CAP_DAC_OVERRIDE and its kin) from the thread, and gives it back with fsuid 0. Supplementary groups
// stay root's, which opens nothing that matters here: what the user owns is meant.
#include "frontend/docker_context/acting_user.hpp"

#include <string>

#include <sys/fsuid.h>

#include "base/error.hpp"

namespace berth::docker_context {
namespace {

// setfsuid(2) reports no error: it always returns the id before the call.
uid_t set_file_user(uid_t uid)
{
    return static_cast<uid_t>(::setfsuid(uid));
}
gid_t set_file_group(gid_t gid)
{
    return static_cast<gid_t>(::setfsgid(gid));
}

} // namespace

ActingUser::ActingUser(uid_t uid, gid_t gid) : uid_before_(0), gid_before_(set_file_group(gid))
{
    uid_before_ =
        set_file_user(uid); // the group first: changing it needs the right that the user's id takes away
    if (set_file_user(uid) != uid || set_file_group(gid) != gid) {
        (void)set_file_user(uid_before_);
        (void)set_file_group(gid_before_);
        throw base::Error("files cannot be made as user " + std::to_string(uid) + " from here",
                          "run it as root");
    }
}

ActingUser::~ActingUser()
{
    (void)set_file_user(uid_before_);
    (void)set_file_group(gid_before_);
}

} // namespace berth::docker_context
