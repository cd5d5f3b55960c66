// SPDX-License-Identifier: Apache-2.0
// Options of docker's local volume driver: what mount(2) is called with, lazily, in the engine's mount
// namespace. They are a Go map, so names are exact and the last of duplicates holds.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace berth::netbridge {

class VolumeOptions {
public:
    void set(const std::string& name, const std::string& value) { values_[name] = value; }

    bool binds() const;      ///< "o" has bind or rbind, so "device" is a host path and not a device
    bool is_overlay() const; ///< "o" holds lowerdir=, upperdir= and workdir=

private:
    std::string value_of(const std::string& name) const;

    std::map<std::string, std::string> values_;
};

/// Of overlay's options text, with each layer's path passed through the function and the rest kept.
std::string edit_overlay_layers(std::string_view options,
                                const std::function<std::string(const std::string& path)>& edit);

} // namespace berth::netbridge
