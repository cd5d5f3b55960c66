// SPDX-License-Identifier: Apache-2.0
// Any text as a path or a bind of a Windows program.
#include <algorithm>
#include <cstdint>

#include "base/error.hpp"
#include "services/netbridge/core/paths/location.hpp"
#include "services/netbridge/core/paths/windows_forms.hpp"

using namespace berth;
using namespace berth::netbridge;

namespace {

bool stays_below_root(const std::string& path)
{
    return path.starts_with('/') && (path.find("/..") == std::string::npos || clean_path(path) == path);
}

void check_form(const WindowsForm& form, std::string_view automount_root)
{
    if (const auto* drive = std::get_if<DrivePath>(&form)) {
        base::expects(drive->letter >= 'A' && drive->letter <= 'Z', "a drive is a letter");
        base::expects(stays_below_root(drive->path), "a path climbed out of its drive");
        base::expects(drive->path.find_first_of(":\\") == std::string::npos, "a colon or a backslash passed");
        std::string canonical = std::string(1, drive->letter) + ":" + drive->path;
        std::replace(canonical.begin(), canonical.end(), '/', '\\');
        const auto again = parse_windows_path(canonical, automount_root);
        const auto* same = again ? std::get_if<DrivePath>(&*again) : nullptr;
        base::expects(same != nullptr && same->letter == drive->letter && same->path == drive->path,
                      "a drive's path is another in Windows' own form");
    } else if (const auto* wsl = std::get_if<WslPath>(&form)) {
        base::expects(!wsl->distro.empty() && wsl->distro.find('/') == std::string::npos,
                      "a distro has a name");
        base::expects(stays_below_root(wsl->path), "a path climbed out of its distro");
    } else if (const auto* words = std::get_if<EngineWords>(&form)) {
        base::expects(stays_below_root(words->path), "a path climbed");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const std::size_t end = windows_bind_source_end(text);
    base::expects(end == std::string::npos || text.at(end) == ':', "a source ends at a colon");
    for (const std::string& path : {text, text.substr(0, end)}) {
        if (!is_windows_path(path)) {
            continue;
        }
        for (const char* root : {"/mnt", "/"}) {
            const auto form = parse_windows_path(path, root);
            if (form) {
                check_form(*form, root);
            } else {
                base::expects(!form.error().message.empty(), "a refusal without a reason");
            }
        }
    }
    return 0;
}
