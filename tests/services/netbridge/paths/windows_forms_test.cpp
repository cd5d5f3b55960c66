// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/paths/windows_forms.hpp"

using namespace berth::netbridge;

namespace {

/// "C|/x", "wsl Ubuntu|/x", "pipe", "engine /x", "refused: why", or "name".
std::string meaning(const std::string& typed, const std::string& automount_root = "/mnt")
{
    if (!is_windows_path(typed)) {
        return "name";
    }
    const auto form = parse_windows_path(typed, automount_root);
    if (!form) {
        return "refused: " + form.error().message;
    }
    if (const auto* drive = std::get_if<DrivePath>(&*form)) {
        return drive->letter + ("|" + drive->path);
    }
    if (const auto* wsl = std::get_if<WslPath>(&*form)) {
        return "wsl " + wsl->distro + "|" + wsl->path;
    }
    const auto* words = std::get_if<EngineWords>(&*form);
    return words != nullptr ? "engine " + words->path : "pipe";
}

struct Row {
    const char* typed;
    const char* meaning;
};

} // namespace

TEST_CASE("every way of writing a Windows path is understood")
{
    const Row rows[] = {
        {R"(C:\Users\me)", "C|/Users/me"},
        {R"(c:\)", "C|/"},
        {"C:/Users/me/", "C|/Users/me/"},
        {R"(d:\a b\ü (x86))", "D|/a b/ü (x86)"},
        {R"(C:\a\..\..\b)", "C|/b"},
        {R"(\\?\C:\very\long)", "C|/very/long"},
        {"//?/C:/very/long", "C|/very/long"},
        {R"(\\.\C:\x)", "C|/x"},
        {"/c/Users/me", "C|/Users/me"},
        {"/C", "C|/"},
        {"/c/", "C|/"},
        {"//c/Users", "C|/Users"},
        {"c/Users", "C|/Users"},
        {"/mnt/c/Users", "C|/Users"},
        {"/mnt/c", "C|/"},
        {"/run/desktop/mnt/host/c/Users", "C|/Users"},
        {"/host_mnt/c/Users", "C|/Users"},
        {"//mnt/c/x", "C|/x"},
        {"/c/../d/x", "D|/x"},
        {"//c/.", "C|/"},
        {R"(/c/Users\me)", "C|/Users/me"},
        {R"(/c/a\..\b)", "C|/b"},
        {R"(\\wsl$\Ubuntu\home\me)", "wsl Ubuntu|/home/me"},
        {R"(\\wsl.localhost\Ubuntu-22.04\home)", "wsl Ubuntu-22.04|/home"},
        {R"(\\WSL$\Ubuntu)", "wsl Ubuntu|/"},
        {"//wsl$/Ubuntu/home", "wsl Ubuntu|/home"},
        {"//wsl.localhost/Ubuntu/", "wsl Ubuntu|/"},
        {R"(\\?\UNC\wsl.localhost\Ubuntu\home)", "wsl Ubuntu|/home"},
        {R"(\\wsl$\Ubuntu\a\..\..\..\b)", "wsl Ubuntu|/b"},
        {R"(\\.\pipe\docker_engine)", "pipe"},
        {"//./pipe/docker_engine", "pipe"},
        {R"(\\?\PIPE\Docker_Engine)", "pipe"},
        {"/var/run/docker.sock", "engine /var/run/docker.sock"},
        {"//var/run/docker.sock", "engine /var/run/docker.sock"},
        {"/distros/Ubuntu/home", "engine /distros/Ubuntu/home"},
        {"/dev/shm", "engine /dev/shm"},
        {"///dev/shm", "engine /dev/shm"},
        {"///", "engine /"},
        {"/", "engine /"},
        {"/cc/x", "engine /cc/x"},
        {"/mnt/cc", "engine /mnt/cc"},
        {"/1/x", "engine /1/x"},
        {R"(/\x)", R"(engine /\x)"},
        {R"(/distros/Ubuntu/a\b)", R"(engine /distros/Ubuntu/a\b)"},
    };
    for (const Row& row : rows) {
        INFO(row.typed);
        CHECK(meaning(row.typed) == row.meaning);
    }
}

TEST_CASE("the distros' automount root is taken as well as /mnt")
{
    CHECK(meaning("/win/c/x", "/win") == "C|/x");
    CHECK(meaning("/mnt/c/x", "/win") == "C|/x");
    CHECK(meaning("/c/x", "/") == "C|/x");
    CHECK(meaning("/win/c/x") == "engine /win/c/x");
}

TEST_CASE("a volume's name is no path")
{
    for (const char* name : {"data", "my_volume", "c", "x.y-z", "", "dc/x", "1:", "ü:/x"}) {
        INFO(name);
        CHECK(meaning(name) == "name");
    }
}

TEST_CASE("a path that names no file is refused with the reason")
{
    const Row rows[] = {
        {R"(\\server\share\x)", "share of another machine"},
        {R"(\\?\UNC\server\share)", "share of another machine"},
        {R"(\\wsl$)", "names no distro"},
        {R"(\\wsl.localhost\)", "names no distro"},
        {R"(\\.\pipe\other)", "named pipe other than docker_engine"},
        {R"(\\.\pipe)", "named pipe other than docker_engine"},
        {R"(\\.\PhysicalDrive0)", "Windows device"},
        {R"(\\?\Volume{1234}\x)", "Windows device"},
        {"C:", "current directory of the drive"},
        {R"(C:x\y)", "current directory of the drive"},
        {R"(\Users\me)", "current drive"},
        {R"(\\)", "share of another machine"},
        {R"(C:\a:b)", "colon"},
        {"/c/a:b", "colon"},
    };
    for (const Row& row : rows) {
        INFO(row.typed);
        const std::string found = meaning(row.typed);
        CHECK(found.starts_with("refused: "));
        CHECK(found.find(row.meaning) != std::string::npos);
    }
}

TEST_CASE("the source of a bind ends at the first colon that is not a drive's")
{
    const Row rows[] = {
        {R"(C:\x:/dst:ro)", R"(C:\x)"},
        {"c:/a b:/dst", "c:/a b"},
        {R"(\\?\C:\x:/dst)", R"(\\?\C:\x)"},
        {R"(\\wsl$\Ubuntu\x:/dst)", R"(\\wsl$\Ubuntu\x)"},
        {R"(\\.\pipe\docker_engine:/var/run/docker.sock)", R"(\\.\pipe\docker_engine)"},
        {"/c/x:/dst", "/c/x"},
        {"c/x:/dst", "c/x"},
        {"data:/dst", "data"},
        {"/var/run/docker.sock:/var/run/docker.sock", "/var/run/docker.sock"},
    };
    for (const Row& row : rows) {
        INFO(row.typed);
        CHECK(std::string(row.typed).substr(0, windows_bind_source_end(row.typed)) == row.meaning);
    }
    CHECK(windows_bind_source_end("c:/dst") == std::string::npos);
    CHECK(windows_bind_source_end("/dst") == std::string::npos);
    CHECK(windows_bind_source_end("") == std::string::npos);
}
