// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/api_rules.hpp"

#include <algorithm>
#include <array>

#include "services/netbridge/core/host_paths.hpp"

namespace berth::netbridge {
namespace {

using Kind = PathPlace::Kind;

constexpr std::array kContainerCreate{
    PathPlace{"HostConfig.Binds[]", Kind::bind},
    PathPlace{"HostConfig.Mounts[].Source", Kind::path},
    PathPlace{"HostConfig.Mounts[].VolumeOptions.DriverConfig.Options", Kind::volume_options},
};
constexpr std::array kContainerInspect{
    PathPlace{"HostConfig.Binds[]", Kind::bind},
    PathPlace{"HostConfig.Mounts[].Source", Kind::path},
    PathPlace{"HostConfig.Mounts[].VolumeOptions.DriverConfig.Options", Kind::volume_options},
    PathPlace{"Mounts[].Source", Kind::path},
};
constexpr std::array kContainerList{PathPlace{"[].Mounts[].Source", Kind::path}};
constexpr std::array kVolumeCreate{PathPlace{"DriverOpts", Kind::volume_options}};
constexpr std::array kVolume{PathPlace{"Options", Kind::volume_options}};
constexpr std::array kVolumeList{PathPlace{"Volumes[].Options", Kind::volume_options}};
constexpr std::array kDiskUsage{
    PathPlace{"Containers[].Mounts[].Source", Kind::path},
    PathPlace{"Volumes[].Options", Kind::volume_options},
    PathPlace{"ContainerUsage.Items[].Mounts[].Source", Kind::path},
    PathPlace{"VolumeUsage.Items[].Options", Kind::volume_options},
};
constexpr std::array kServiceSpec{
    PathPlace{"TaskTemplate.ContainerSpec.Mounts[].Source", Kind::path},
    PathPlace{"TaskTemplate.ContainerSpec.Mounts[].VolumeOptions.DriverConfig.Options", Kind::volume_options},
};
constexpr std::array kService{
    PathPlace{"Spec.TaskTemplate.ContainerSpec.Mounts[].Source", Kind::path},
    PathPlace{"Spec.TaskTemplate.ContainerSpec.Mounts[].VolumeOptions.DriverConfig.Options",
              Kind::volume_options},
    PathPlace{"PreviousSpec.TaskTemplate.ContainerSpec.Mounts[].Source", Kind::path},
    PathPlace{"PreviousSpec.TaskTemplate.ContainerSpec.Mounts[].VolumeOptions.DriverConfig.Options",
              Kind::volume_options},
};
constexpr std::array kServiceList{
    PathPlace{"[].Spec.TaskTemplate.ContainerSpec.Mounts[].Source", Kind::path},
    PathPlace{"[].Spec.TaskTemplate.ContainerSpec.Mounts[].VolumeOptions.DriverConfig.Options",
              Kind::volume_options},
    PathPlace{"[].PreviousSpec.TaskTemplate.ContainerSpec.Mounts[].Source", Kind::path},
    PathPlace{"[].PreviousSpec.TaskTemplate.ContainerSpec.Mounts[].VolumeOptions.DriverConfig.Options",
              Kind::volume_options},
};
constexpr std::array kTask{
    PathPlace{"Spec.ContainerSpec.Mounts[].Source", Kind::path},
    PathPlace{"Spec.ContainerSpec.Mounts[].VolumeOptions.DriverConfig.Options", Kind::volume_options},
};
constexpr std::array kTaskList{
    PathPlace{"[].Spec.ContainerSpec.Mounts[].Source", Kind::path},
    PathPlace{"[].Spec.ContainerSpec.Mounts[].VolumeOptions.DriverConfig.Options", Kind::volume_options},
};
constexpr std::array kErrorBody{PathPlace{"message", Kind::message}};

using Places = std::span<const PathPlace>;

// Devices (HostConfig.Devices, Blkio…) are the engine's; Mountpoint, LogPath and the like lie in the engine's
// store. The first match counts, so fixed paths stand before the patterns that would take them.
constexpr std::array kRules{
    ApiRule{"POST", "/containers/create", kContainerCreate, Places{}},
    ApiRule{"GET", "/containers/json", Places{}, kContainerList},
    ApiRule{"GET", "/containers/*/json", Places{}, kContainerInspect},
    ApiRule{"POST", "/volumes/create", kVolumeCreate, kVolume},
    ApiRule{"GET", "/volumes", Places{}, kVolumeList},
    ApiRule{"GET", "/volumes/*", Places{}, kVolume},
    ApiRule{"GET", "/system/df", Places{}, kDiskUsage},
    ApiRule{"POST", "/services/create", kServiceSpec, Places{}},
    ApiRule{"POST", "/services/*/update", kServiceSpec, Places{}},
    ApiRule{"GET", "/services", Places{}, kServiceList},
    ApiRule{"GET", "/services/*/logs", Places{}, Places{}},
    ApiRule{"GET", "/services/*", Places{}, kService},
    ApiRule{"GET", "/tasks", Places{}, kTaskList},
    ApiRule{"GET", "/tasks/*/logs", Places{}, Places{}},
    ApiRule{"GET", "/tasks/*", Places{}, kTask},
};

bool matches(std::string_view pattern, std::string_view path)
{
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) {
        return pattern == path;
    }
    const std::string_view prefix = pattern.substr(0, star);
    const std::string_view suffix = pattern.substr(star + 1);
    return path.size() > prefix.size() + suffix.size() && path.starts_with(prefix) && path.ends_with(suffix);
}

int hex_digit(char c)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    const std::size_t at = kDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::string percent_decoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const int high = text[at] == '%' && at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
        const int low = high >= 0 ? hex_digit(text[at + 2]) : -1;
        if (low >= 0) {
            decoded += static_cast<char>(high * 16 + low);
            at += 2;
        } else {
            decoded += text[at];
        }
    }
    return decoded;
}

/// "/v1.41/info" is "/info"; "/volumes" stays.
std::string_view without_version(std::string_view path)
{
    if (!path.starts_with("/v")) {
        return path;
    }
    const std::size_t end = path.find('/', 1);
    const std::string_view number = path.substr(2, end == std::string_view::npos ? end : end - 2);
    const bool is_version =
        !number.empty() && number.find_first_not_of("0123456789.") == std::string_view::npos;
    return is_version && end != std::string_view::npos ? path.substr(end) : path;
}

} // namespace

std::string api_path(std::string_view target)
{
    // A client may send the absolute form, "http://docker/v1.41/info".
    if (const std::size_t scheme = target.find("://");
        scheme != std::string_view::npos && !target.starts_with('/')) {
        const std::size_t path = target.find('/', scheme + 3);
        target = path == std::string_view::npos ? "/" : target.substr(path);
    }
    const std::string path = clean_path(percent_decoded(target.substr(0, target.find_first_of("?#"))));
    return std::string(without_version(path));
}

const ApiRule* find_api_rule(std::string_view method, std::string_view api_path)
{
    const auto* const found = std::find_if(kRules.begin(), kRules.end(), [&](const ApiRule& rule) {
        return rule.method == method && matches(rule.path, api_path);
    });
    return found == kRules.end() ? nullptr : found;
}

std::span<const PathPlace> error_places()
{
    return kErrorBody;
}

bool becomes_raw_stream(std::string_view method, std::string_view api_path, const AnswerHead& answer)
{
    if (answer.status == 101) {
        return true;
    }
    const bool hijacks = matches("/containers/*/attach", api_path) || matches("/exec/*/start", api_path);
    return answer.status == 200 && !answer.has_length && method == "POST" && hijacks;
}

} // namespace berth::netbridge
