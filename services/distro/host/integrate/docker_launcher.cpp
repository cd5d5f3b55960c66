// SPDX-License-Identifier: Apache-2.0
// berth-docker-launcher: what `docker` and its plugins are in a distro. The pack's client is linked against a
// C library; the distro may have an older one, one of another kind (musl), or none. So this program, which
// needs none, runs the client with the pack's own loader and library. Stands in the distro's share
// (core/integration.hpp) as bin/NAME, a link to ../launcher, with ../client beside it; NAME says what to run.
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include <dirent.h>
#include <unistd.h>

namespace {

/// As shells and docker have it.
constexpr int kNotFound = 127;

/// The directory of the launcher itself, in the distro.
std::string share_directory()
{
    char path[PATH_MAX];
    const ssize_t length = ::readlink("/proc/self/exe", path, sizeof path);
    const std::string found(path, length > 0 ? static_cast<std::size_t>(length) : 0);
    return found.substr(0, found.rfind('/'));
}

/// "ld-linux-x86-64.so.2", whatever the architecture calls it; empty when the pack brought none.
std::string find_loader(const std::string& directory)
{
    std::string loader;
    if (DIR* const entries = ::opendir(directory.c_str())) {
        while (const dirent* const entry = ::readdir(entries)) {
            if (std::strncmp(entry->d_name, "ld-", 3) == 0) {
                loader = directory + "/" + entry->d_name;
            }
        }
        ::closedir(entries);
    }
    return loader;
}

std::string program_named(const std::string& name, const std::string& client)
{
    return name == "docker" ? client + "/docker" : client + "/cli-plugins/" + name;
}

} // namespace

int main(int argc, char** argv)
{
    std::string called = argc > 0 ? argv[0] : "docker";
    const std::string client = share_directory() + "/client";
    std::string program = program_named(called.substr(called.rfind('/') + 1), client); // npos + 1 is 0
    std::string libraries = client + "/lib";
    std::string loader = find_loader(libraries);
    std::string library_path = "--library-path";
    std::string argv0 = "--argv0";
    std::vector<char*> words;
    if (!loader.empty()) {
        words = {loader.data(), library_path.data(), libraries.data(),
                 argv0.data(),  called.data(),       program.data()};
    } else {
        words = {called.data()};
    }
    words.insert(words.end(), argv + (argc > 0 ? 1 : 0), argv + argc);
    words.push_back(nullptr);
    ::execv(loader.empty() ? program.c_str() : loader.c_str(), words.data());
    std::fprintf(stderr, "%s: running %s: %s\n  is berth up? `berth status` on the machine says so\n",
                 called.c_str(), program.c_str(), std::strerror(errno));
    return kNotFound;
}
