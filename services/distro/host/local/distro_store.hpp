// SPDX-License-Identifier: Apache-2.0
// The local platform's distros on disk: state/distros/NAME/{distro.json, rootfs/}. A directory with a name is
// a complete distro; what is being made or removed has a name with a dot in front, and is rubbish once
// nobody works on it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "berth/distro/v1/distro.pb.h"

namespace berth::distro {

class DistroStore {
public:
    /// Makes the directory, for root alone: below it lie set-user-id programs of others. Throws base::Error.
    explicit DistroStore(std::filesystem::path directory);

    /// In order of name. A directory without a readable record is named in `broken`.
    std::vector<v1::DistroRecord> load(std::vector<std::string>& broken) const;
    /// What a creation or a removal that was cut short has left.
    std::vector<std::filesystem::path> rubbish() const;

    std::filesystem::path directory(const std::string& name) const { return directory_ / name; }
    std::filesystem::path rootfs(const std::string& name) const { return directory(name) / "rootfs"; }
    std::filesystem::path partial(const std::string& name) const { return directory_ / (".partial-" + name); }

    /// Throws base::Error.
    void save(const v1::DistroRecord& record) const;
    /// Makes an empty partial directory and returns its rootfs, to be filled. Throws base::Error.
    std::filesystem::path begin(const std::string& name) const;
    /// Gives a filled partial directory its record and its name. Throws base::Error.
    void complete(const v1::DistroRecord& record) const;
    /// Takes the name away; what is returned is rubbish to be deleted. Throws base::Error.
    std::filesystem::path discard(const v1::DistroRecord& record) const;

private:
    std::filesystem::path directory_;
};

/// 32 random hexadecimal digits.
std::string make_id();

} // namespace berth::distro
