// SPDX-License-Identifier: Apache-2.0
// Users and groups of a distro, from the text of its /etc/passwd and /etc/group. Own parsers, because the
// host's C library would ask the host's name services, and a distro's own may be of another kind (musl).
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace berth::distro {

struct Account {
    std::string name;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::string home;
    std::string shell;
};

/// By name, else by number. Root is found where there is no such line, too: a root file system need not have
/// users. A line that is no account is skipped. `home` and `shell` are never empty.
std::optional<Account> find_account(const std::string& passwd, const std::string& user);

/// The account's own group first, then every other one that lists it.
std::vector<std::uint32_t> groups_of(const std::string& group, const Account& account);

/// The number of a group by name.
std::optional<std::uint32_t> find_group(const std::string& group, const std::string& name);

} // namespace berth::distro
