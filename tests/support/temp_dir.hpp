// SPDX-License-Identifier: Apache-2.0
// A directory of one test's own, removed with its contents at the end of the scope.
#pragma once

#include <filesystem>
#include <string>

#include <stdlib.h>

#include "base/error.hpp"

namespace berth::test {

class TempDir {
public:
    TempDir()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "berth-test-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) {
            throw base::SystemError("making a temporary directory " + pattern);
        }
        path_ = pattern;
    }
    ~TempDir()
    {
        std::error_code ignored; // the test is over; a leftover in /tmp must not hide its result
        std::filesystem::remove_all(path_, ignored);
    }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

} // namespace berth::test
