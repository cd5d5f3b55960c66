// SPDX-License-Identifier: Apache-2.0
#include "services/distro/core/distro_name.hpp"

#include <algorithm>
#include <cctype>

#include "services/distro/core/projection.hpp"

namespace berth::distro {

std::optional<base::Failure> check_new_name(const std::string& name, const std::vector<std::string>& taken)
{
    if (!is_distro_name(name) || std::isalnum(static_cast<unsigned char>(name.front())) == 0) {
        return base::Failure{"'" + name + "' cannot be a distro's name",
                             "use up to 64 of A-Z a-z 0-9 . _ - and begin with a letter or a digit"};
    }
    if (name == kHostDistro) {
        return base::Failure{"the name host is the machine's own", "choose another name"};
    }
    if (std::find(taken.begin(), taken.end(), name) != taken.end()) {
        return base::Failure{"there is a distro " + name + " already",
                             "choose another name, or remove that one with `berth distro remove " + name +
                                 "`"};
    }
    return std::nullopt;
}

} // namespace berth::distro
