// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/guest/oci_clamp/arguments.hpp"

#include <set>

namespace berth::lifecycle {
namespace {

// Options that take a value, of runc 1.0 to 1.3; crun takes the same ones here. Anything else with a dash is
// a switch.
const std::set<std::string> kGlobalWithValue{"log", "log-format", "root", "criu", "rootless"};
const std::set<std::string> kCreateWithValue{"bundle",       "b",        "console-socket",
                                             "pidfd-socket", "pid-file", "preserve-fds"};
const std::set<std::string> kExecWithValue{"console-socket",
                                           "pidfd-socket",
                                           "cwd",
                                           "env",
                                           "e",
                                           "user",
                                           "u",
                                           "g",
                                           "p",
                                           "process",
                                           "pid-file",
                                           "c",
                                           "cap",
                                           "cgroup",
                                           "process-label",
                                           "apparmor",
                                           "preserve-fds",
                                           "additional-gids"};

struct Option {
    std::string name;
    std::optional<std::string> value;
};

/// Reads options from a place in the arguments up to the first word that is none.
class OptionReader {
public:
    OptionReader(const std::vector<std::string>& arguments, std::size_t begin)
        : arguments_(arguments), at_(begin)
    {}

    std::optional<Option> next(const std::set<std::string>& with_value)
    {
        if (at_ >= arguments_.size()) {
            return std::nullopt;
        }
        const std::string& word = arguments_[at_];
        if (word.size() < 2 || word[0] != '-' || word == "--") {
            return std::nullopt;
        }
        ++at_;
        const std::size_t name_begin = word[1] == '-' ? 2 : 1;
        const std::size_t equals = word.find('=', name_begin);
        Option option{word.substr(name_begin, equals - name_begin), std::nullopt};
        if (equals != std::string::npos) {
            option.value = word.substr(equals + 1);
        } else if (with_value.contains(option.name) && at_ < arguments_.size()) {
            option.value = arguments_[at_++];
        }
        return option;
    }

    std::size_t position() const { return at_; }

private:
    const std::vector<std::string>& arguments_;
    std::size_t at_;
};

ProcessFile bundle_config(OptionReader reader)
{
    std::filesystem::path bundle = ".";
    while (const std::optional<Option> option = reader.next(kCreateWithValue)) {
        if ((option->name == "bundle" || option->name == "b") && option->value) {
            bundle = *option->value;
        }
    }
    return {bundle / "config.json", ProcessFile::Kind::bundle_config};
}

std::optional<ProcessFile> exec_process(OptionReader reader)
{
    std::optional<ProcessFile> file;
    while (const std::optional<Option> option = reader.next(kExecWithValue)) {
        if ((option->name == "process" || option->name == "p") && option->value) {
            file = ProcessFile{*option->value, ProcessFile::Kind::process};
        }
    }
    return file;
}

} // namespace

std::optional<ProcessFile> find_process_file(const std::vector<std::string>& arguments)
{
    OptionReader global(arguments, 0);
    while (global.next(kGlobalWithValue)) {
    }
    const std::size_t command_at = global.position();
    if (command_at >= arguments.size()) {
        return std::nullopt;
    }
    const std::string& command = arguments[command_at];
    const OptionReader after_command(arguments, command_at + 1);
    if (command == "create" || command == "run") {
        return bundle_config(after_command);
    }
    return command == "exec" ? exec_process(after_command) : std::nullopt;
}

} // namespace berth::lifecycle
