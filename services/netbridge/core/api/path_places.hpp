// SPDX-License-Identifier: Apache-2.0
// Where in the bodies of the Docker Engine API paths stand: the vocabulary of the table in api_rules.cpp.
#pragma once

#include <string_view>

namespace berth::netbridge {

struct PathPlace {
    enum class Kind {
        path,             ///< a string: a path, or a name that is not one
        bind,             ///< a string: "source:destination[:options]"
        mount,            ///< an object: Type, Source, VolumeOptions.DriverConfig
        volume_to_create, ///< an object: Driver, DriverOpts
        volume,           ///< an object: Driver, Options
        log_options,      ///< an object of a log driver's options
        plugin_setting,   ///< a string: "name.source=path", or a setting that is not a mount's source
        message,          ///< a string for people, with paths in it
    };
    std::string_view where; ///< as find_values() takes it
    Kind kind;
};

} // namespace berth::netbridge
