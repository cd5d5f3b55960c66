// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>

#include "base/child.hpp"
#include "frontend/cli/command_line.hpp"
#include "frontend/cli/completion.hpp"
#include "frontend/cli/exit.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

Invocation seen; // by the verb of this test, which the parser calls through a plain pointer

int remember(const Invocation& invocation)
{
    seen = invocation;
    return 17;
}

std::vector<Verb> test_verbs()
{
    return {{.path = "service start",
             .summary = "s",
             .options = {{.names = "--wait,!--no-wait", .help = "h"},
                         {.names = "-n,--lines", .help = "h", .kind = Option::Kind::count, .value_name = "N"},
                         {.names = "--level",
                          .help = "h",
                          .kind = Option::Kind::text,
                          .value_name = "L",
                          .choices = {"a", "b"}},
                         json_option("it")},
             .positionals = {{.name = "NAME", .help = "h"}},
             .run = remember},
            {.path = "distro run",
             .summary = "s",
             .options = {{.names = "-u,--user", .help = "h", .kind = Option::Kind::text, .value_name = "U"}},
             .positionals = {{.name = "NAME", .help = "h"}},
             .run = remember,
             .takes_command = true},
            {.path = "diagnose check",
             .summary = "s",
             .options = {{.names = "--list", .help = "h"}},
             .positionals = {{.name = "ID", .help = "h", .required = false, .many = true}},
             .run = remember}};
}

int run(std::vector<std::string> words)
{
    std::vector<char*> argv;
    for (std::string& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    return run_command_line(static_cast<int>(words.size()), argv.data(), test_verbs());
}

/// What is said about a command line that is not understood; empty when it is.
std::string complaint(std::vector<std::string> words)
{
    try {
        (void)run(std::move(words));
        return {};
    } catch (const Exit& exit) {
        CHECK(exit.code() == ExitCode::usage);
        CHECK_FALSE(exit.hint().empty());
        return exit.what();
    }
}

/// What bash offers behind these words.
std::vector<std::string> offered(const std::string& words, int at)
{
    const std::string berth = R"(berth() {
        case $* in
        "distro list -q") printf 'Ubuntu\nalpine\n' ;;
        "service list -q") echo netbridge ;;
        esac
    }
)";
    const std::string script = berth + bash_completion(command_tree(all_verbs())) + "\nCOMP_WORDS=(" + words +
                               ")\nCOMP_CWORD=" + std::to_string(at) +
                               "\n_berth\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
    const base::Completed completed =
        base::run({.program = "/bin/bash", .arguments = {"-c", script}}, std::chrono::seconds{10});
    INFO(completed.error_output);
    CHECK(completed.status.success());
    std::vector<std::string> lines;
    std::size_t from = 0;
    for (std::size_t to = 0; (to = completed.output.find('\n', from)) != std::string::npos; from = to + 1) {
        lines.push_back(completed.output.substr(from, to - from));
    }
    return lines;
}

bool has(const std::vector<std::string>& words, const std::string& word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

TEST_CASE("the instance may stand before and behind the verb")
{
    CHECK(run({"berth", "--instance", "one", "service", "start", "k8s"}) == 17);
    CHECK(seen.instance.name() == "one");
    CHECK(run({"berth", "service", "start", "k8s", "--instance", "two"}) == 17);
    CHECK(seen.instance.name() == "two");
    CHECK(run({"berth", "--instance", "one", "service", "start", "k8s", "--instance", "two"}) == 17);
    CHECK(seen.instance.name() == "two");
    CHECK(seen.arguments.text("NAME") == "k8s");
}

TEST_CASE("options have their values, and flags their opposites")
{
    CHECK(run({"berth", "service", "start", "k8s", "-n", "5", "--no-wait", "--json"}) == 17);
    CHECK(seen.arguments.count("lines", 0) == 5);
    CHECK_FALSE(seen.arguments.flag("wait", true));
    CHECK(seen.json);
    CHECK(run({"berth", "service", "start", "k8s"}) == 17);
    CHECK(seen.arguments.flag("wait", true));
    CHECK_FALSE(seen.json);
}

TEST_CASE("a positional that may be given many times has all its values, or none")
{
    using Texts = std::vector<std::string>;
    CHECK(run({"berth", "diagnose", "check", "store", "--list", "dns.host", "--instance", "x"}) == 17);
    CHECK(seen.arguments.texts("ID") == Texts{"store", "dns.host"});
    CHECK(seen.arguments.flag("list"));
    CHECK(run({"berth", "diagnose", "check", "store"}) == 17);
    CHECK(seen.arguments.texts("ID") == Texts{"store"});
    CHECK(run({"berth", "diagnose", "check"}) == 17);
    CHECK(seen.arguments.texts("ID").empty());
}

TEST_CASE("what cannot be understood ends with the exit code for usage, and says which word it was")
{
    CHECK(run({"berth"}) == static_cast<int>(ExitCode::usage)); // with the help
    CHECK(complaint({"berth", "nonsense"}) == "'nonsense' is not a verb of `berth`");
    CHECK(complaint({"berth", "--nonsense"}) == "'--nonsense' is not an option of `berth`");
    CHECK(complaint({"berth", "service"}) == "`berth service` needs a verb behind it");
    CHECK(complaint({"berth", "service", "nonsense"}) == "'nonsense' is not a verb of `berth service`");
    CHECK(complaint({"berth", "service", "start"}).find("NAME") != std::string::npos);
    CHECK(complaint({"berth", "service", "start", "k8s", "extra"}).find("extra") != std::string::npos);
    CHECK(complaint({"berth", "service", "start", "k8s", "-n", "many"}).find("many") != std::string::npos);
    CHECK(complaint({"berth", "service", "start", "k8s", "-n", "-3"}).find("-3") != std::string::npos);
    CHECK(complaint({"berth", "service", "start", "k8s", "--level", "c"}).find("level") != std::string::npos);
    CHECK(complaint({"berth", "--instance", "Not A Name", "service", "start", "k8s"}) ==
          "'Not A Name' is not an instance name");
}

TEST_CASE("bash offers verbs, options, values and keys where they belong")
{
    const std::vector<std::string> verbs = offered("berth ''", 1);
    CHECK(has(verbs, "up"));
    CHECK(has(verbs, "service"));
    CHECK_FALSE(has(verbs, "completion"));
    CHECK(offered("berth sta", 1) == std::vector<std::string>{"status"});
    CHECK(has(offered("berth service ''", 2), "restart"));
    CHECK(has(offered("berth --instance up status --", 4), "--watch"));
    CHECK(offered("berth logs --level w", 3) == std::vector<std::string>{"warning"});
    CHECK(has(offered("berth settings get net", 3), "network.mode"));
    CHECK(has(offered("berth diagnose check store.s", 3), "store.space"));
    CHECK(offered("berth diagnose check store isol", 4).front() == "isolation");
    CHECK(offered("berth distro run U", 3) == std::vector<std::string>{"Ubuntu"});
    CHECK(has(offered("berth service restart ''", 3), "netbridge"));
    CHECK_FALSE(has(offered("berth distro create ''", 3), "Ubuntu")); // a new name
}

TEST_CASE("zsh and fish know every verb too")
{
    const CommandNode tree = command_tree(all_verbs());
    for (const Verb& verb : all_verbs()) {
        if (!verb.hidden) {
            INFO(verb.path);
            CHECK(zsh_completion(tree).find("\"" + verb.path + "\")") != std::string::npos);
            CHECK(fish_completion(tree).find("\"" + verb.path + "\"") != std::string::npos);
        }
    }
}

TEST_CASE("a command behind -- is left as it was typed")
{
    CHECK(run({"berth", "--instance", "x", "distro", "run", "small", "-u", "me", "--", "sh", "-c", "[a,b]",
               "--", "--user", "", "distro"}) == 17);
    CHECK(seen.instance.name() == "x");
    CHECK(seen.arguments.text("NAME") == "small");
    CHECK(seen.arguments.text("user") == "me");
    CHECK(seen.words == std::vector<std::string>{"sh", "-c", "[a,b]", "--", "--user", "", "distro"});
    CHECK(run({"berth", "distro", "run", "small"}) == 17);
    CHECK(seen.words.empty());
}

TEST_CASE("what keeps a command from being run has an exit code that no command's is")
{
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"berth", "distro", "run", "small", "--bogus", "--", "true"},
                                               {"berth", "distro", "run", "--", "true"},
                                               {"berth", "distro", "run", "small", "true"}}) {
        try {
            (void)run(words);
            FAIL("understood");
        } catch (const Exit& exit) {
            CHECK(exit.code() == ExitCode::not_run);
        }
    }
}

} // namespace berth::cli
