// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/core/foreign_paths.hpp"

#include <algorithm>
#include <array>

namespace berth::bundle {
namespace {

/// What such a path begins with; one that ends in '/' is a directory, one that does not may go on
/// ("/run/berth-x").
constexpr std::array<std::string_view, 30> kKnown{"/run/berth",
                                                  "/var/lib/berth",
                                                  "/var/log/berth",
                                                  "/etc/berth",
                                                  "/usr/libexec/berth",
                                                  "/usr/share/berth",
                                                  "/run/docker",
                                                  "/var/lib/docker",
                                                  "/var/run/docker",
                                                  "/etc/docker/daemon.json",
                                                  "/run/containerd",
                                                  "/var/lib/containerd",
                                                  "/usr/bin/",
                                                  "/usr/sbin/",
                                                  "/usr/lib/",
                                                  "/usr/libexec/",
                                                  "/usr/local/bin/docker",
                                                  "/proc/",
                                                  "/sys/",
                                                  "/dev/net/",
                                                  "/dev/fuse",
                                                  "/dev/loop",
                                                  "/etc/resolv.conf",
                                                  "/etc/os-release",
                                                  "/etc/cni/",
                                                  "/opt/containerd",
                                                  "/v1.",
                                                  "/containers/",
                                                  "/images/",
                                                  "/tasks/"};

bool starts_path(std::string_view text, std::size_t at)
{
    constexpr std::string_view kBefore = " \t\"'`=:,;([{<|";
    return text[at] == '/' && (at == 0 || kBefore.find(text[at - 1]) != std::string_view::npos);
}

/// Where everybody has the same, and requests that name nothing.
constexpr std::array<std::string_view, 16> kWhole{
    "/dev",   "/etc",  "/proc",    "/run",  "/sys",   "/tmp",    "/var", "/distros",
    "/_ping", "/info", "/version", "/auth", "/build", "/events", "/usr", "/system/df"};

/// A path behind a quote goes on to the next one, blanks and all; another one ends where such a text may end.
/// A mark at the end belongs to the sentence.
std::size_t path_end(std::string_view text, std::size_t at)
{
    constexpr std::string_view kQuotes = "\"'`";
    constexpr std::string_view kAfter = " \t\n\"'`,;)]}>|:=";
    if (at > 0 && kQuotes.find(text[at - 1]) != std::string_view::npos) {
        return std::min(text.find_first_of(kQuotes, at), text.size());
    }
    std::size_t end = std::min(text.find_first_of(kAfter, at), text.size());
    while (end > at + 1 && text[end - 1] == '.') {
        --end;
    }
    return end;
}

bool is_known(std::string_view path)
{
    return std::find(kWhole.begin(), kWhole.end(), path) != kWhole.end() ||
           std::any_of(kKnown.begin(), kKnown.end(),
                       [&](std::string_view start) { return path.substr(0, start.size()) == start; });
}

} // namespace

std::string without_foreign_paths(std::string_view text, Pseudonyms& names, std::size_t& count)
{
    constexpr std::size_t kShortest = 2; // "/" alone says nothing
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (!starts_path(text, at)) {
            out += text[at++];
            continue;
        }
        const std::size_t end = path_end(text, at);
        const std::string_view path = text.substr(at, end - at);
        if (path.size() < kShortest || path.substr(0, 2) == "//" || is_known(path)) {
            out += path;
        } else if (const Pseudonyms::Home home = names.home_of(path); home.length > 0) {
            out += home.replacement;
            out += home.length < path.size() ? "/" + std::string(kHiddenPath) : "";
            ++count;
        } else {
            out += kHiddenPath;
            ++count;
        }
        at = end;
    }
    return out;
}

} // namespace berth::bundle
