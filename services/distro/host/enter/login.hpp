// SPDX-License-Identifier: Apache-2.0
// Who a command runs as, and what it finds: decided from the distro's own files, and taken on in the child.
#pragma once

#include <string>
#include <vector>

#include "services/distro/core/accounts.hpp"
#include "services/distro/host/enter/options.hpp"

namespace berth::distro {

struct Login {
    Account account;
    std::vector<std::uint32_t> groups;
    std::vector<std::string> environment; ///< complete
    std::string directory;
    bool may_fall_back = false;         ///< to "/", with a warning: the directory is only the user's home
    std::string program;                ///< a path, or a name to be looked up in the environment's PATH
    std::vector<std::string> arguments; ///< with argv[0]
};

/// In the distro's root. Throws base::Error for a user that it does not have.
Login make_login(const EnterOptions& options);

/// Becomes the user in the directory; throws base::Error. The calling process's, for good.
void take_on(const Login& login);

/// Executes the program; returns the errno when it could not be.
int execute(const Login& login);

} // namespace berth::distro
