// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/enter/login.hpp"

#include <cstdlib>

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "services/distro/core/wsl_conf.hpp"

namespace berth::distro {
namespace {

/// Of the caller: the rest of its environment is the host's business.
constexpr const char* kPassed[] = {"TERM", "COLORTERM", "LANG", "LC_ALL", "TZ"};
constexpr const char* kRootPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr const char* kUserPath = "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games";

/// Empty when there is none: a root file system need not have it.
std::string text_of(const char* file)
{
    const base::Result<std::string> text = base::read_file(file);
    return text ? *text : std::string();
}

std::string wanted_user(const EnterOptions& options)
{
    if (!options.user.empty()) {
        return options.user;
    }
    if (!options.default_user.empty()) {
        return options.default_user;
    }
    const std::string from_conf = parse_wsl_conf(text_of("/etc/wsl.conf")).default_user;
    return from_conf.empty() ? "root" : from_conf;
}

std::vector<std::string> environment_of(const EnterOptions& options, const Account& account)
{
    std::vector<std::string> environment{"HOME=" + account.home,
                                         "USER=" + account.name,
                                         "LOGNAME=" + account.name,
                                         "SHELL=" + account.shell,
                                         std::string("PATH=") + (account.uid == 0 ? kRootPath : kUserPath),
                                         "BERTH_DISTRO_NAME=" + options.name};
    for (const char* name : kPassed) {
        if (const char* value = std::getenv(name)) {
            environment.push_back(std::string(name) + "=" + value);
        }
    }
    return environment;
}

/// A shell knows by the dash in front of its name that it is a login shell.
std::string login_name(const std::string& shell)
{
    return "-" + shell.substr(shell.rfind('/') + 1);
}

std::vector<char*> to_pointers(std::vector<std::string>& words)
{
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

} // namespace

Login make_login(const EnterOptions& options)
{
    const std::string user = wanted_user(options);
    const std::optional<Account> account = find_account(text_of("/etc/passwd"), user);
    if (!account) {
        throw base::Error("distro " + options.name + " has no user " + user,
                          "name one of its /etc/passwd with -u");
    }
    Login login{.account = *account,
                .groups = groups_of(text_of("/etc/group"), *account),
                .environment = environment_of(options, *account),
                .directory = options.directory.empty() ? account->home : options.directory,
                .may_fall_back = options.directory.empty(),
                .program = options.command.empty() ? account->shell : options.command.front(),
                .arguments = options.command};
    if (login.arguments.empty()) {
        login.arguments.push_back(login_name(account->shell));
    }
    return login;
}

void take_on(const Login& login)
{
    const Account& account = login.account;
    const std::vector<gid_t> groups(login.groups.begin(), login.groups.end());
    ::umask(022);
    if (::setgroups(groups.size(), groups.data()) != 0 || ::setgid(account.gid) != 0 ||
        ::setuid(account.uid) != 0) {
        throw base::SystemError("becoming user " + account.name);
    }
    if (::chdir(login.directory.c_str()) == 0) { // as the user: it must be one that they may enter
        return;
    }
    const base::SystemError error("going to directory " + login.directory + " as user " + account.name, errno,
                                  "name one of the distro with --cd");
    if (!login.may_fall_back || ::chdir("/") != 0) {
        throw error;
    }
    const std::string warning = std::string("berth: ") + error.what() + "; going to / instead\n";
    (void)!::write(STDERR_FILENO, warning.data(), warning.size()); // a warning only
}

int execute(const Login& login)
{
    std::vector<std::string> arguments = login.arguments;
    std::vector<std::string> environment = login.environment;
    const std::vector<char*> argv = to_pointers(arguments);
    std::vector<char*> variables = to_pointers(environment);
    ::environ = variables.data(); // execvp looks for PATH there
    ::execvp(login.program.c_str(), argv.data());
    return errno;
}

} // namespace berth::distro
