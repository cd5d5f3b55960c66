// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/enter_distro.hpp"

#include <unistd.h>

#include "base/error.hpp"
#include "base/instance.hpp"

namespace berth::cli {

void enter_distro(const distro::v1::DistroStatus& distro, const DistroCommand& command)
{
    const std::string program = (base::libexec_dir() / "berth-distro-enter").string();
    std::vector<std::string> words{program, "--name=" + distro.name(),
                                   "--init-pid=" + std::to_string(distro.process().pid()),
                                   "--start-time=" + std::to_string(distro.process().start_time())};
    const auto add = [&](const char* option, const std::string& value) {
        if (!value.empty()) {
            words.push_back(std::string(option) + "=" + value);
        }
    };
    add("--user", command.user);
    add("--default-user", distro.record().default_user());
    add("--cd", command.directory);
    words.emplace_back("--");
    words.insert(words.end(), command.words.begin(), command.words.end());
    std::vector<char*> argv;
    for (std::string& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    ::execv(program.c_str(), argv.data());
    throw base::SystemError("executing " + program, errno, "install berth again");
}

} // namespace berth::cli
