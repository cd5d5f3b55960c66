// SPDX-License-Identifier: Apache-2.0
// A verb as data: what it is called, what it takes, what it does. command_line.cpp makes the parser from it,
// so that no verb's file has to include that heavy header.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/instance.hpp"

namespace berth::cli {

struct Option {
    enum class Kind { flag, text, count };
    std::string names; ///< "-n,--lines"; a flag may have an opposite: "--wait,!--no-wait"
    std::string help;
    Kind kind = Kind::flag;
    std::string value_name = {}; ///< "SECONDS"
    std::vector<std::string> choices = {};
};

struct Positional {
    std::string name; ///< "NAME"
    std::string help;
    bool required = true;
    std::vector<std::string> choices = {}; ///< offered by the completion only; the verb itself checks
    std::string lister = {};               ///< "distro list": its -q prints what the completion offers, too
    bool many = false;                     ///< any number of them; the last positional only
};

/// Values by the first long name of the option ("lines") or the positional's name ("NAME").
class Arguments {
public:
    void set(const std::string& name, std::vector<std::string> values) { values_[name] = std::move(values); }

    bool has(const std::string& name) const { return values_.count(name) != 0; }
    bool flag(const std::string& name, bool otherwise = false) const;
    std::string text(const std::string& name, const std::string& otherwise = {}) const;
    unsigned count(const std::string& name, unsigned otherwise) const;
    /// Of a positional that may be given many times.
    std::vector<std::string> texts(const std::string& name) const;

private:
    const std::string* last(const std::string& name) const;

    std::map<std::string, std::vector<std::string>> values_;
};

/// What a person asked for.
struct Invocation {
    base::Instance instance;
    Arguments arguments;
    bool json = false;
    std::vector<std::string> words = {}; ///< behind "--", untouched, of a verb that takes a command
};

struct Verb {
    std::string path; ///< "service list"
    std::string summary;
    std::vector<Option> options = {};
    std::vector<Positional> positionals = {};
    int (*run)(const Invocation& invocation) = nullptr; ///< returns a service::ExitCode
    bool hidden = false;
    bool takes_command = false; ///< behind "--"; its exit code is the verb's, and every failure not_run
};

/// The option that verbs with a scriptable answer have.
Option json_option(const std::string& what);
/// Of a verb that lists, for scripts and the completion.
Option names_option();
/// The name of a distro, or of a service, that there is.
Positional distro_positional();
Positional service_positional();
Option timeout_option(const std::string& what, unsigned seconds);

} // namespace berth::cli
