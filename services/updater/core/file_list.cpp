// SPDX-License-Identifier: Apache-2.0
#include "services/updater/core/file_list.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "services/updater/core/limits.hpp"
#include "services/updater/core/manifest.hpp"

namespace berth::updater {
namespace {

bool is_plain(char c)
{
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '\\';
}

std::string find_component_error(std::string_view component)
{
    if (component.empty()) {
        return "has an empty component";
    }
    if (component == "." || component == "..") {
        return fmt::format("has a '{}' component", component);
    }
    return {};
}

std::string find_file_error(const v1::PackFile& file)
{
    if (const std::string error = find_path_error(file.path()); !error.empty()) {
        return fmt::format("the path '{}' {}", file.path(), error);
    }
    if (file.path() == kManifestFile) {
        return fmt::format("{} is listed, but it cannot hold its own digest", file.path());
    }
    if (file.size_bytes() > kMaxFileBytes) {
        return fmt::format("{} has {} bytes, more than {}", file.path(), file.size_bytes(), kMaxFileBytes);
    }
    if (!is_sha256_text(file.sha256())) {
        return fmt::format("the sha256 of {} is not 64 hexadecimal digits", file.path());
    }
    return {};
}

/// A file that is also the directory of another one: "hooks" beside "hooks/start".
std::string find_nesting_error(const std::set<std::string>& paths)
{
    for (const std::string& path : paths) {
        for (std::size_t slash = path.find('/'); slash != std::string::npos;
             slash = path.find('/', slash + 1)) {
            if (paths.count(path.substr(0, slash)) != 0) {
                return fmt::format("{} is a file, and the directory of {}", path.substr(0, slash), path);
            }
        }
    }
    return {};
}

} // namespace

std::string find_path_error(std::string_view path)
{
    if (path.empty()) {
        return "is empty";
    }
    if (path.size() > kMaxPathBytes) {
        return fmt::format("is longer than {} bytes", kMaxPathBytes);
    }
    if (path.front() == '/') {
        return "is absolute";
    }
    if (!std::all_of(path.begin(), path.end(), is_plain)) {
        return "has a space, a backslash or a control character";
    }
    for (std::size_t start = 0; start <= path.size();) {
        const std::size_t slash = std::min(path.find('/', start), path.size());
        if (std::string error = find_component_error(path.substr(start, slash - start)); !error.empty()) {
            return error;
        }
        start = slash + 1;
    }
    return {};
}

std::string find_file_list_error(const google::protobuf::RepeatedPtrField<v1::PackFile>& files)
{
    if (files.size() > kMaxFiles) {
        return fmt::format("{} files are listed, more than {}", files.size(), kMaxFiles);
    }
    std::set<std::string> paths;
    std::uint64_t total = 0;
    for (const v1::PackFile& file : files) {
        if (std::string error = find_file_error(file); !error.empty()) {
            return error;
        }
        if (!paths.insert(file.path()).second) {
            return fmt::format("{} is listed twice", file.path());
        }
        total += file.size_bytes();
    }
    if (total > kMaxImageBytes) {
        return fmt::format("the files have {} bytes together, more than {}", total, kMaxImageBytes);
    }
    if (paths.count(std::string(kRootfsFile)) == 0) {
        return fmt::format("{} is not listed", kRootfsFile);
    }
    return find_nesting_error(paths);
}

bool is_sha256_text(std::string_view text)
{
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace berth::updater
