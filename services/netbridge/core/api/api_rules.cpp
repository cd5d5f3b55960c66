// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/api/api_rules.hpp"

#include <algorithm>
#include <array>

#include "services/netbridge/core/api/api_path.hpp"

namespace berth::netbridge {
namespace {

using Kind = PathPlace::Kind;
using Places = std::span<const PathPlace>;

constexpr std::array kContainerCreate{
    PathPlace{"HostConfig.Binds[]", Kind::bind},
    PathPlace{"HostConfig.Mounts[]", Kind::mount},
    PathPlace{"HostConfig.LogConfig.Config", Kind::log_options},
};
constexpr std::array kContainer{
    PathPlace{"HostConfig.Binds[]", Kind::bind},
    PathPlace{"HostConfig.Mounts[]", Kind::mount},
    PathPlace{"HostConfig.LogConfig.Config", Kind::log_options},
    PathPlace{"Mounts[]", Kind::mount},
    PathPlace{"State.Error", Kind::message},
};
constexpr std::array kContainerList{PathPlace{"[].Mounts[]", Kind::mount}};

constexpr std::array kVolumeCreate{PathPlace{"", Kind::volume_to_create}};
constexpr std::array kVolume{PathPlace{"", Kind::volume}};
constexpr std::array kVolumeList{PathPlace{"Volumes[]", Kind::volume}};

constexpr std::array kDiskUsage{
    PathPlace{"Containers[].Mounts[]", Kind::mount},
    PathPlace{"Volumes[]", Kind::volume},
    PathPlace{"ContainerUsage.Items[].Mounts[]", Kind::mount}, // from API 1.52
    PathPlace{"VolumeUsage.Items[]", Kind::volume},
};

constexpr std::array kServiceSpec{
    PathPlace{"TaskTemplate.ContainerSpec.Mounts[]", Kind::mount},
    PathPlace{"TaskTemplate.LogDriver.Options", Kind::log_options},
};
constexpr std::array kService{
    PathPlace{"Spec.TaskTemplate.ContainerSpec.Mounts[]", Kind::mount},
    PathPlace{"Spec.TaskTemplate.LogDriver.Options", Kind::log_options},
    PathPlace{"PreviousSpec.TaskTemplate.ContainerSpec.Mounts[]", Kind::mount},
    PathPlace{"PreviousSpec.TaskTemplate.LogDriver.Options", Kind::log_options},
};
constexpr std::array kServiceList{
    PathPlace{"[].Spec.TaskTemplate.ContainerSpec.Mounts[]", Kind::mount},
    PathPlace{"[].Spec.TaskTemplate.LogDriver.Options", Kind::log_options},
    PathPlace{"[].PreviousSpec.TaskTemplate.ContainerSpec.Mounts[]", Kind::mount},
    PathPlace{"[].PreviousSpec.TaskTemplate.LogDriver.Options", Kind::log_options},
};
constexpr std::array kTask{
    PathPlace{"Spec.ContainerSpec.Mounts[]", Kind::mount},
    PathPlace{"Spec.LogDriver.Options", Kind::log_options},
    PathPlace{"Status.Message", Kind::message},
    PathPlace{"Status.Err", Kind::message},
};
constexpr std::array kTaskList{
    PathPlace{"[].Spec.ContainerSpec.Mounts[]", Kind::mount},
    PathPlace{"[].Spec.LogDriver.Options", Kind::log_options},
    PathPlace{"[].Status.Message", Kind::message},
    PathPlace{"[].Status.Err", Kind::message},
};

// What was set shows in Config too: dockerd's settings share the configuration's strings until it restarts.
constexpr std::array kPluginSet{PathPlace{"[]", Kind::plugin_setting}};
constexpr std::array kPlugin{
    PathPlace{"Settings.Mounts[].Source", Kind::path},
    PathPlace{"Config.Mounts[].Source", Kind::path},
};
constexpr std::array kPluginList{
    PathPlace{"[].Settings.Mounts[].Source", Kind::path},
    PathPlace{"[].Config.Mounts[].Source", Kind::path},
};

constexpr std::array kErrorBody{PathPlace{"message", Kind::message}};

// The first match counts, so fixed paths stand before the patterns that would take them.
constexpr std::array kRules{
    ApiRule{"POST", "/containers/create", kContainerCreate, Places{}},
    ApiRule{"GET", "/containers/json", Places{}, kContainerList},
    ApiRule{"GET", "/containers/*/json", Places{}, kContainer},
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
    ApiRule{"GET", "/plugins", Places{}, kPluginList},
    ApiRule{"GET", "/plugins/*/json", Places{}, kPlugin},
    ApiRule{"POST", "/plugins/*/set", kPluginSet, Places{}},
};

} // namespace

std::span<const ApiRule> api_rules()
{
    return kRules;
}

const ApiRule* find_api_rule(std::string_view method, std::string_view api_path)
{
    const auto* const found = std::find_if(kRules.begin(), kRules.end(), [&](const ApiRule& rule) {
        return rule.method == method && api_path_matches(rule.path, api_path);
    });
    return found == kRules.end() ? nullptr : found;
}

std::span<const PathPlace> error_places()
{
    return kErrorBody;
}

} // namespace berth::netbridge
