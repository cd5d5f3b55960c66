// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/api/volume_options.hpp"

#include <algorithm>

namespace berth::netbridge {
namespace {

/// A separator behind a backslash is part of a name: the kernel's overlay has it so.
std::size_t end_of_part(std::string_view text, std::size_t begin, char separator)
{
    std::size_t at = begin;
    while (at < text.size() && text[at] != separator) {
        at += text[at] == '\\' ? 2 : 1;
    }
    return std::min(at, text.size());
}

/// Calls with each part of the text between separators, and whether a separator follows.
void for_each_part(std::string_view text, char separator,
                   const std::function<void(std::string_view part, bool followed)>& visit)
{
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = end_of_part(text, begin, separator);
        visit(text.substr(begin, end - begin), end < text.size());
        begin = end + 1;
    }
}

bool names_layers(std::string_view name)
{
    return name == "lowerdir=" || name == "upperdir=" || name == "workdir=";
}

/// Given once for each layer.
bool names_one_layer(std::string_view name)
{
    return name == "lowerdir+=" || name == "datadir+=";
}

} // namespace

bool VolumeOptions::binds() const
{
    // As dockerd splits, which knows no backslash.
    const std::string options = "," + value_of("o") + ",";
    return options.find(",bind,") != std::string::npos || options.find(",rbind,") != std::string::npos;
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
        const std::string_view value = option.substr(name.size());
        if (names_layers(name)) {
            result.append(name);
            for_each_part(value, ':', [&](std::string_view layer, bool more_layers) {
                result.append(edit(std::string(layer))).append(more_layers ? ":" : "");
            });
        } else if (names_one_layer(name)) {
            result.append(name).append(edit(std::string(value)));
        } else {
            result.append(option);
        }
        result.append(more_options ? "," : "");
    });
    return result;
}

} // namespace berth::netbridge
