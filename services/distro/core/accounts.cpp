// SPDX-License-Identifier: Apache-2.0
#include "services/distro/core/accounts.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace berth::distro {
namespace {

constexpr const char* kDefaultShell = "/bin/sh";

using Fields = std::vector<std::string>;

Fields split(const std::string& line, char separator)
{
    Fields fields;
    std::size_t from = 0;
    for (std::size_t at = 0; at != std::string::npos; from = at + 1) {
        at = line.find(separator, from);
        fields.push_back(line.substr(from, at == std::string::npos ? at : at - from));
    }
    return fields;
}

std::optional<std::uint32_t> to_id(const std::string& text)
{
    std::uint32_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return id;
}

/// name:password:uid:gid:comment:home:shell
std::optional<Account> to_account(const std::string& line)
{
    const Fields fields = split(line, ':');
    if (fields.size() < 7 || fields[0].empty()) {
        return std::nullopt;
    }
    const auto uid = to_id(fields[2]);
    const auto gid = to_id(fields[3]);
    if (!uid || !gid) {
        return std::nullopt;
    }
    return Account{.name = fields[0],
                   .uid = *uid,
                   .gid = *gid,
                   .home = fields[5].empty() ? "/" : fields[5],
                   .shell = fields[6].empty() ? kDefaultShell : fields[6]};
}

struct Group {
    std::string name;
    std::uint32_t gid;
    std::vector<std::string> members;
};

/// name:password:gid:member,member
std::vector<Group> parse_groups(const std::string& text)
{
    std::vector<Group> groups;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const Fields fields = split(line, ':');
        if (fields.size() < 4 || fields[0].empty()) {
            continue;
        }
        if (const auto gid = to_id(fields[2])) {
            groups.push_back({fields[0], *gid, split(fields[3], ',')});
        }
    }
    return groups;
}

} // namespace

std::optional<Account> find_account(const std::string& passwd, const std::string& user)
{
    const std::optional<std::uint32_t> wanted = to_id(user);
    std::optional<Account> by_number;
    std::istringstream lines(passwd);
    for (std::string line; std::getline(lines, line);) {
        const std::optional<Account> account = to_account(line);
        if (account && account->name == user) {
            return account;
        }
        if (account && !by_number && wanted == account->uid) {
            by_number = account;
        }
    }
    if (!by_number && (user == "root" || wanted == 0U)) {
        return Account{.name = "root", .uid = 0, .gid = 0, .home = "/root", .shell = kDefaultShell};
    }
    return by_number;
}

std::vector<std::uint32_t> groups_of(const std::string& group, const Account& account)
{
    std::vector<std::uint32_t> ids{account.gid};
    for (const Group& each : parse_groups(group)) {
        const bool lists_it =
            std::find(each.members.begin(), each.members.end(), account.name) != each.members.end();
        if (lists_it && std::find(ids.begin(), ids.end(), each.gid) == ids.end()) {
            ids.push_back(each.gid);
        }
    }
    return ids;
}

std::optional<std::uint32_t> find_group(const std::string& group, const std::string& name)
{
    for (const Group& each : parse_groups(group)) {
        if (each.name == name) {
            return each.gid;
        }
    }
    return std::nullopt;
}

} // namespace berth::distro
