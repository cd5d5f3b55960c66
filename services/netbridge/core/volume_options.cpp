// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/volume_options.hpp"

#include <algorithm>

namespace berth::netbridge {
namespace {

/// Calls with each part of the text between separators, and whether a separator follows.
void for_each_part(std::string_view text, char separator,
                   const std::function<void(std::string_view part, bool followed)>& visit)
{
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        visit(text.substr(begin, end - begin), end < text.size());
        begin = end + 1;
    }
}

bool names_layers(std::string_view name)
{
    return name == "lowerdir=" || name == "upperdir=" || name == "workdir=";
}

} // namespace

bool VolumeOptions::binds() const
{
    bool found = false;
    for_each_part(value_of("o"), ',', [&](std::string_view option, bool /*followed*/) {
        found = found || option == "bind" || option == "rbind";
    });
    return found;
}

bool VolumeOptions::is_overlay() const
{
    return value_of("type") == "overlay";
}

std::string VolumeOptions::value_of(const std::string& name) const
{
    const auto found = values_.find(name);
    return found == values_.end() ? std::string() : found->second;
}

std::string edit_overlay_layers(std::string_view options,
                                const std::function<std::string(const std::string&)>& edit)
{
    std::string result;
    for_each_part(options, ',', [&](std::string_view option, bool more_options) {
        const std::size_t name_end = std::min(option.find('='), option.size());
        const std::string_view name = option.substr(0, std::min(name_end + 1, option.size()));
        if (names_layers(name)) {
            result.append(name);
            for_each_part(option.substr(name.size()), ':', [&](std::string_view layer, bool more_layers) {
                result.append(edit(std::string(layer))).append(more_layers ? ":" : "");
            });
        } else {
            result.append(option);
        }
        result.append(more_options ? "," : "");
    });
    return result;
}

} // namespace berth::netbridge
