// SPDX-License-Identifier: Apache-2.0
// All three scripts work alike: from the words so far they find the path of verbs ("service list"), skipping
// options and their values, and offer what the tree has there.
#include "frontend/cli/completion.hpp"

#include <functional>

#include <fmt/format.h>

namespace berth::cli {
namespace {

using OnNode = std::function<void(const CommandNode& node, const std::string& path)>;

void for_each_node(const CommandNode& node, const std::string& path, const OnNode& on_node)
{
    on_node(node, path);
    for (const CommandNode& child : node.children) {
        for_each_node(child, path.empty() ? child.name : path + " " + child.name, on_node);
    }
}

std::string joined(const std::vector<std::string>& words, const std::string& with)
{
    return fmt::format("{}", fmt::join(words, with));
}

std::vector<std::string> paths_of(const CommandNode& root)
{
    std::vector<std::string> paths;
    for_each_node(root, "", [&](const CommandNode&, const std::string& path) {
        if (!path.empty()) {
            paths.push_back('"' + path + '"');
        }
    });
    return paths;
}

/// Every option of the tree that takes a value: the word behind it is no verb.
std::vector<std::string> options_with_value(const CommandNode& root)
{
    std::vector<std::string> names;
    for_each_node(root, "", [&](const CommandNode& node, const std::string&) {
        for (const CommandNode::Option& option : node.options) {
            for (const std::string& name : option.names) {
                if (option.takes_value && std::find(names.begin(), names.end(), name) == names.end()) {
                    names.push_back(name);
                }
            }
        }
    });
    return names;
}

/// Says at the time of completion what there is; without berth, or leave to ask it, nothing.
std::string names_command(const CommandNode& node)
{
    return "berth " + node.lister + " -q 2>/dev/null";
}

/// The words that may follow at a node; options of berth itself are understood behind every verb.
std::vector<std::string> words_at(const CommandNode& root, const CommandNode& node)
{
    std::vector<std::string> words = node.values;
    for (const CommandNode& child : node.children) {
        words.push_back(child.name);
    }
    for (const CommandNode::Option& option : node.options) {
        words.push_back(option.names.back());
    }
    if (&node != &root) {
        words.push_back("--instance");
    }
    if (!node.lister.empty()) {
        words.push_back("$(" + names_command(node) + ")");
    }
    return words;
}

/// For single quotes in zsh and fish.
std::string quoted(const std::string& text)
{
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return out + "'";
}

std::string zsh_item(const std::string& word, const std::string& help)
{
    return quoted(word + ":" + help);
}

} // namespace

std::string bash_completion(const CommandNode& root)
{
    std::string choices;
    std::string words;
    for_each_node(root, "", [&](const CommandNode& node, const std::string& path) {
        for (const CommandNode::Option& option : node.options) {
            if (!option.choices.empty()) {
                choices += fmt::format("        \"{} {}\") words=\"{}\" ;;\n", path, option.names.back(),
                                       joined(option.choices, " "));
            }
        }
        words += fmt::format("        \"{}\") words=\"{}\" ;;\n", path, joined(words_at(root, node), " "));
    });
    return fmt::format(R"(# bash completion for berth; made by `berth completion bash`
_berth() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} path="" words="" word i
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${{COMP_WORDS[i]}}
        case $word in
        {0}) ((i++)); continue ;;
        esac
        case "${{path:+$path }}$word" in
        {1}) path="${{path:+$path }}$word" ;;
        esac
    done
    COMPREPLY=()
    case $previous in
    {0})
        case "$path $previous" in
{2}        *) return ;;
        esac ;;
    *)
        case $path in
{3}        esac ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -F _berth berth
)",
                       joined(options_with_value(root), "|"), joined(paths_of(root), "|"), choices, words);
}

std::string zsh_completion(const CommandNode& root)
{
    std::string cases;
    for_each_node(root, "", [&](const CommandNode& node, const std::string& path) {
        std::vector<std::string> items;
        for (const CommandNode& child : node.children) {
            items.push_back(zsh_item(child.name, child.summary));
        }
        for (const std::string& value : node.values) {
            items.push_back(quoted(value));
        }
        if (!node.lister.empty()) {
            items.push_back("${(f)\"$(" + names_command(node) + ")\"}");
        }
        for (const CommandNode::Option& option : node.options) {
            items.push_back(zsh_item(option.names.back(), option.help));
        }
        if (&node != &root) {
            items.push_back(zsh_item("--instance", "the instance of berth that is meant"));
        }
        cases += fmt::format("        \"{}\") items=({}) ;;\n", path, joined(items, " "));
    });
    return fmt::format(R"(#compdef berth
# zsh completion for berth; made by `berth completion zsh`
_berth() {{
    local path_so_far="" word i
    local -a items
    for ((i = 2; i < CURRENT; i++)); do
        word=${{words[i]}}
        case $word in
        {0}) ((i++)); continue ;;
        esac
        case "${{path_so_far:+$path_so_far }}$word" in
        {1}) path_so_far="${{path_so_far:+$path_so_far }}$word" ;;
        esac
    done
    case $path_so_far in
{2}    esac
    _describe 'berth' items
}}
if [[ "$funcstack[1]" == "_berth" ]]; then
    _berth "$@"
else
    compdef _berth berth
fi
)",
                       joined(options_with_value(root), "|"), joined(paths_of(root), "|"), cases);
}

std::string fish_completion(const CommandNode& root)
{
    std::string lines;
    for_each_node(root, "", [&](const CommandNode& node, const std::string& path) {
        const std::string here =
            fmt::format("complete -c berth -f -n {}", quoted("__berth_at \"" + path + "\""));
        for (const CommandNode& child : node.children) {
            lines += fmt::format("{} -a {} -d {}\n", here, child.name, quoted(child.summary));
        }
        for (const std::string& value : node.values) {
            lines += fmt::format("{} -a {}\n", here, quoted(value));
        }
        if (!node.lister.empty()) {
            lines += fmt::format("{} -a {}\n", here, quoted("(" + names_command(node) + ")"));
        }
        for (const CommandNode::Option& option : node.options) {
            std::string names;
            for (const std::string& name : option.names) {
                names += name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
            }
            const std::string value = option.takes_value ? " -x" : "";
            const std::string choices =
                option.choices.empty() ? "" : " -a " + quoted(joined(option.choices, " "));
            lines += fmt::format("{}{}{}{} -d {}\n", here, names, value, choices, quoted(option.help));
        }
    });
    std::vector<std::string> paths = paths_of(root);
    return fmt::format(R"(# fish completion for berth; made by `berth completion fish`
function __berth_at
    set -l so_far ""
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        if contains -- $word {0}
            set skip 1
            continue
        end
        set -l longer (string trim "$so_far $word")
        if contains -- $longer {1}
            set so_far $longer
        end
    end
    test "$so_far" = "$argv[1]"
end
complete -c berth -f -l instance -x -d 'the instance of berth that is meant'
{2})",
                       joined(options_with_value(root), " "), joined(paths, " "), lines);
}

} // namespace berth::cli
