// SPDX-License-Identifier: Apache-2.0
// The links in the distro's own files that lead into its share. All in the distro's mount namespace.
#pragma once

#include <string>
#include <vector>

#include "services/distro/core/integration.hpp"

namespace berth::distro {

/// What there is, as core/integration.hpp asks for it.
DistroView look_around();

/// Throws base::Error when kSocketInDistro is somebody else's.
void expect_socket_is_free();

/// Makes the links with the directories that they need, and takes away those of `made` that are not among
/// them. Returns what is there now, in the order in which it was made. Throws base::Error.
std::vector<std::string> make_links(const std::vector<DistroLink>& links,
                                    const std::vector<std::string>& made);

/// Takes away what was made, the youngest first: links that still lead where ours do, directories that are
/// empty.
void remove_links(const std::vector<std::string>& made);

} // namespace berth::distro
