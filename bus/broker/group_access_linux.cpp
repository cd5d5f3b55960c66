// SPDX-License-Identifier: Apache-2.0
#include "broker/group_access.hpp"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::broker {

namespace {

void give(const std::filesystem::path& path, gid_t owner, mode_t mode)
{
    if (::chown(path.c_str(), 0, owner) != 0 || ::chmod(path.c_str(), mode) != 0) {
        throw base::SystemError("opening " + path.string() + " to group berth");
    }
}

} // namespace

void open_to_group(const std::filesystem::path& bus_dir)
{
    const group* berth_group = ::getgrnam("berth");
    if (berth_group == nullptr) {
        return;
    }
    give(bus_dir / "events-out.sock", berth_group->gr_gid, 0660);
    give(bus_dir / "queries.sock", berth_group->gr_gid, 0660);
    give(bus_dir, berth_group->gr_gid,
         0710); // last: nobody passes while its sockets are not as they shall be
}

} // namespace berth::broker
