// SPDX-License-Identifier: Apache-2.0
// The many ways in which programs on Windows write one path, told apart by text alone.
//
//   C:\x  C:/x  \\?\C:\x                     a drive, as Windows itself writes it
//   /c/x  //c/x  c/x                         a drive, as MSYS, MSYS with its escape, and old compose write it
//   /mnt/c/x  <automount root>/c/x           a drive, as a WSL distro sees it
//   /run/desktop/mnt/host/c/x  /host_mnt/c/x a drive, as Docker Desktop's engines saw it: scripts have it
//   \\wsl$\D\x  \\wsl.localhost\D\x          x of the distro D; also with slashes, also behind \\?\UNC\ .
//   \\.\pipe\docker_engine                   the docker socket; also //./pipe/docker_engine
//   /x  //x                                  a path in the engine's words, where none of the above
// Everything else that is clearly a path is refused with the reason: shares of other machines, other pipes,
// paths that hang on a current directory (C:x, \x). A drive is one letter: names of volumes have two or more
// characters, so nothing else can be meant.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"

namespace berth::netbridge {

struct DrivePath {
    char letter = 0;  ///< upper case
    std::string path; ///< with slashes, absolute in the drive: "/Users/me"
};
struct WslPath {
    std::string distro;
    std::string path; ///< with slashes, absolute in the distro
};
struct DockerPipe {};
struct EngineWords {
    std::string path; ///< absolute, as typed but for a doubled first slash
};
using WindowsForm = std::variant<DrivePath, WslPath, DockerPipe, EngineWords>;

/// Is it a path in any of the forms, or one to refuse, rather than a volume's name?
bool is_windows_path(std::string_view typed);

/// Only for what is_windows_path(). `automount_root` is that of the distros' wsl.conf: "/mnt", or "/".
base::Result<WindowsForm> parse_windows_path(std::string_view typed, std::string_view automount_root);

/// In "C:\x:/destination:ro": where the source ends. npos: a lone path, as in "c:/x".
std::size_t windows_bind_source_end(std::string_view bind);

} // namespace berth::netbridge
