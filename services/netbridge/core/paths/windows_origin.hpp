// SPDX-License-Identifier: Apache-2.0
// A caller on Windows. What it may type is windows_forms.hpp's; what it is shown is
//   C:\Users\me                       a drive's file, whatever form was typed
//   \\wsl.localhost\Ubuntu\home\me    a distro's file
//   /var/run/docker.sock              the docker socket, also where the pipe was typed
//   /distros/Ubuntu/a:b               the engine's own text, where Windows has none for it
// A path in the engine's words is taken where every engine has it: /dev, /proc, /sys, /lib/modules. Others
// are refused: a Windows program that types /home/me means no file that exists.
#pragma once

#include <map>

#include "services/netbridge/core/paths/origin.hpp"

namespace berth::netbridge {

struct WindowsDrives {
    /// Upper-case letter to where the engine sees the drive; clean: "/distros/Ubuntu/mnt/c", or "/drives/c".
    std::map<char, std::string> engine_prefixes;
    std::string automount_root = "/mnt"; ///< of the distros' wsl.conf
};

class WindowsOrigin final : public Origin {
public:
    WindowsOrigin(WindowsDrives drives, EngineView view);

    bool is_path(std::string_view typed) const override;
    std::size_t bind_source_end(std::string_view bind) const override;

private:
    base::Result<Place> locate(std::string_view typed) const override;
    std::string show(const Location& location) const override;
    std::vector<std::string> shown_prefixes() const override;
    base::Result<Place> locate_engine_words(const std::string& path) const;

    WindowsDrives drives_;
};

} // namespace berth::netbridge
