// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/command_line.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <memory>
#include <string_view>

#include <CLI/CLI.hpp>

#include "frontend/cli/exit.hpp"

namespace berth::cli {
namespace {

const char* const kDescription = "berth: a Docker engine in namespaces of its own";
const char* const kFooter =
    "Everything needs root, but help and version; members of the group berth may look. See man berth.";

constexpr unsigned kMaxCount = 1000000000;

/// The groups have no summary of their own in the table of verbs.
const std::map<std::string, std::string> kGroups{
    {"service", "berth's own services"},
    {"pack", "Images and engine packs"},
    {"distro", "Distros whose files containers can mount"},
    {"diagnose", "What is wrong, what mends it, and what a bug report needs"},
    {"net", "The engine's network"},
    {"settings", "What is set in settings.json"},
    {"k8s", "Kubernetes"},
};

struct ParsedVerb {
    const Verb* verb;
    CLI::App* app;
    std::vector<std::pair<std::string, CLI::Option*>> values; ///< by the name that the verb asks for
};

struct Parser {
    CLI::App app{kDescription, "berth"};
    std::string instance;
    std::vector<std::unique_ptr<ParsedVerb>> verbs;
    std::map<const CLI::App*, const Verb*> verb_of;
    std::map<std::string, CLI::App*> groups;
};

/// "-n,--lines" -> "lines"; "--wait,!--no-wait" -> "wait".
std::string value_name(const std::string& names)
{
    const std::size_t from = names.find("--") + 2;
    return names.substr(from, names.find(',', from) - from);
}

CLI::Option* add_option(CLI::App& app, const Option& option)
{
    CLI::Option* added =
        option.kind == Option::Kind::flag ? app.add_flag(option.names) : app.add_option(option.names);
    added->description(option.help);
    if (option.kind != Option::Kind::flag) {
        added->type_name(option.value_name)->expected(1);
    }
    if (option.kind == Option::Kind::count) {
        added->check(CLI::Range(0U, kMaxCount).description(""));
    }
    if (!option.choices.empty()) {
        added->check(CLI::IsMember(option.choices));
    }
    return added;
}

/// The app of "service list", with the group made on the way.
CLI::App& app_of(Parser& parser, const Verb& verb)
{
    const std::size_t space = verb.path.find(' ');
    if (space == std::string::npos) {
        return *parser.app.add_subcommand(verb.path, verb.summary);
    }
    const std::string group = verb.path.substr(0, space);
    CLI::App*& app = parser.groups[group];
    if (app == nullptr) {
        app = parser.app.add_subcommand(group, kGroups.at(group));
        app->require_subcommand(1);
    }
    return *app->add_subcommand(verb.path.substr(space + 1), verb.summary);
}

void add_verb(Parser& parser, const Verb& verb)
{
    auto parsed = std::make_unique<ParsedVerb>();
    parsed->verb = &verb;
    parsed->app = &app_of(parser, verb);
    if (verb.hidden) {
        parsed->app->group("");
    }
    for (const Option& option : verb.options) {
        parsed->values.emplace_back(value_name(option.names), add_option(*parsed->app, option));
    }
    for (const Positional& positional : verb.positionals) {
        CLI::Option* added =
            parsed->app->add_option(positional.name)->description(positional.help)->expected(1);
        added->type_name("")->required(positional.required);
        if (positional.many) {
            added->expected(1, CLI::detail::expected_max_vector_size)->allow_extra_args();
        }
        parsed->values.emplace_back(positional.name, added);
    }
    parser.verb_of.emplace(parsed->app, &verb);
    parser.verbs.push_back(std::move(parsed));
}

void fill(Parser& parser, const std::vector<Verb>& verbs)
{
    parser.app.fallthrough(); // --instance is understood before and after the verb
    parser.app.require_subcommand(1);
    parser.app.set_version_flag("-V,--version", std::string("berth ") + BERTH_VERSION);
    parser.app.footer(kFooter);
    parser.app
        .add_option("--instance", parser.instance,
                    "The instance of berth that is meant (default: the unnamed one)")
        ->take_last()
        ->envname("BERTH_INSTANCE")
        ->type_name("NAME");
    for (const Verb& verb : verbs) {
        add_verb(parser, verb);
    }
}

/// A program that berth does not know yet is no instance's fault: the name is checked here, as an argument.
base::Instance instance_of(const Parser& parser)
{
    try {
        return base::Instance(parser.instance);
    } catch (const base::Error& error) {
        throw Exit(ExitCode::usage, error.what(), error.hint());
    }
}

Invocation invocation_of(const Parser& parser, const ParsedVerb& parsed)
{
    Invocation invocation{.instance = instance_of(parser), .arguments = {}};
    for (const auto& [name, option] : parsed.values) {
        if (option->count() != 0) {
            invocation.arguments.set(name, option->results());
        }
    }
    invocation.json = invocation.arguments.flag("json");
    return invocation;
}

/// What was typed up to the place where a verb is missing, "berth service"; empty when none is.
std::string lacking_verb(const Parser& parser)
{
    if (parser.app.get_subcommands().empty()) {
        return "berth";
    }
    for (const auto& [name, app] : parser.groups) {
        if (app->parsed() && app->get_subcommands().empty()) {
            return "berth " + name;
        }
    }
    return {};
}

/// CLI11 says no more than that a subcommand is missing; a word in its place is what the person needs to see.
Exit exit_for(const Parser& parser, const CLI::ParseError& error)
{
    const std::string command = lacking_verb(parser);
    if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::RequiredError) || command.empty()) {
        return Exit(ExitCode::usage, error.what(), "run it with --help for more information");
    }
    const std::string hint = "`" + command + " --help` shows what there is";
    const std::vector<std::string> left = parser.app.remaining(/*recurse=*/true);
    if (left.empty()) {
        return Exit(ExitCode::usage, "`" + command + "` needs a verb behind it", hint);
    }
    const std::string kind = left.front().rfind('-', 0) == 0 ? "an option" : "a verb";
    return Exit(ExitCode::usage, "'" + left.front() + "' is not " + kind + " of `" + command + "`", hint);
}

CommandNode node_of(const CLI::App& app, const Parser& parser)
{
    CommandNode node{.name = app.get_name(), .summary = app.get_description()};
    const auto found = parser.verb_of.find(&app);
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_positional()) {
            continue;
        }
        CommandNode::Option known{
            .names = {}, .help = option->get_description(), .takes_value = option->get_expected_max() > 0};
        for (const std::string& name : option->get_snames()) {
            known.names.push_back("-" + name);
        }
        for (const std::string& name : option->get_lnames()) {
            known.names.push_back("--" + name);
        }
        if (found != parser.verb_of.end()) {
            for (const Option& declared : found->second->options) {
                if (option->check_lname(value_name(declared.names))) {
                    known.choices = declared.choices;
                }
            }
        }
        node.options.push_back(std::move(known));
    }
    if (found != parser.verb_of.end() && !found->second->positionals.empty()) {
        node.values = found->second->positionals.front().choices;
        node.lister = found->second->positionals.front().lister;
    }
    for (const CLI::App* child :
         app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); })) {
        node.children.push_back(node_of(*child, parser));
    }
    return node;
}

} // namespace

CommandNode command_tree(const std::vector<Verb>& verbs)
{
    Parser parser;
    fill(parser, verbs);
    return node_of(parser.app, parser);
}

namespace {

int parse_and_run(int argc, char** argv, const std::vector<Verb>& verbs,
                  const std::vector<std::string>& words)
{
    Parser parser;
    fill(parser, verbs);
    if (argc < 2) {
        std::cerr << parser.app.help();
        return static_cast<int>(ExitCode::usage);
    }
    try {
        parser.app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::Success)) {
            throw exit_for(parser, error); // CLI11's own numbers are not ours
        }
        (void)parser.app.exit(error, std::cout, std::cerr); // prints the help or the version asked for
        return static_cast<int>(ExitCode::success);
    }
    for (const std::unique_ptr<ParsedVerb>& parsed : parser.verbs) {
        if (parsed->app->parsed()) {
            Invocation invocation = invocation_of(parser, *parsed);
            invocation.words = words;
            return parsed->verb->run(invocation);
        }
    }
    return static_cast<int>(ExitCode::usage);
}

/// Is the verb among the words that were typed? Looked for before they are parsed, for a parser would take
/// the command's own options and quotes for its own.
bool is_typed(const std::vector<std::string>& typed, const Verb& verb)
{
    const std::size_t space = verb.path.find(' ');
    const std::array<std::string, 2> path{verb.path.substr(0, space), verb.path.substr(space + 1)};
    return std::search(typed.begin(), typed.end(), path.begin(), path.end()) != typed.end();
}

bool takes_command(const std::vector<std::string>& typed, const std::vector<Verb>& verbs)
{
    return std::any_of(verbs.begin(), verbs.end(),
                       [&](const Verb& verb) { return verb.takes_command && is_typed(typed, verb); });
}

} // namespace

int run_command_line(int argc, char** argv, const std::vector<Verb>& verbs)
{
    char** const end = argv + argc;
    char** const marker = std::find(argv, end, std::string_view("--"));
    if (!takes_command({argv, marker}, verbs)) {
        return parse_and_run(argc, argv, verbs, {});
    }
    try {
        return parse_and_run(static_cast<int>(marker - argv), argv, verbs, {std::min(marker + 1, end), end});
    } catch (const base::Error& error) {
        throw Exit(ExitCode::not_run, error.what(), error.hint());
    }
}

} // namespace berth::cli
