// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <cstdlib>
#include <map>
#include <sstream>

#include "base/files.hpp"
#include "frontend/cli/command_line.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

std::string source_file(const std::string& path)
{
    return base::read_file(std::filesystem::path(std::getenv("BERTH_SOURCE_DIR")) / path).value();
}

void replace_all(std::string& text, const std::string& what, const std::string& with)
{
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
        text.replace(at, what.size(), with);
    }
}

/// The headings ".SS berth VERB …" of the man page, without roff's escapes.
std::vector<std::string> headings()
{
    std::string page = source_file("frontend/cli/berth.1");
    replace_all(page, "\\-", "-");
    std::istringstream lines(page);
    std::vector<std::string> found;
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind(".SS berth ", 0) == 0) {
            found.push_back(line.substr(10));
        }
    }
    return found;
}

/// Is the heading that of this verb? What follows the path is an option, a positional or nothing.
bool is_of(const std::string& heading, const std::string& path)
{
    if (heading.rfind(path, 0) != 0) {
        return false;
    }
    const std::string rest = heading.substr(path.size());
    return rest.empty() ||
           (rest[0] == ' ' && (rest[1] == '[' || std::isupper(static_cast<unsigned char>(rest[1])) != 0));
}

} // namespace

TEST_CASE("the man page has exactly the program's verbs, each with its options")
{
    std::size_t documented = 0;
    const std::vector<std::string> all = headings();
    for (const Verb& verb : all_verbs()) {
        if (verb.hidden) {
            continue;
        }
        INFO(verb.path);
        const auto heading = std::find_if(all.begin(), all.end(),
                                          [&](const std::string& each) { return is_of(each, verb.path); });
        REQUIRE(heading != all.end());
        ++documented;
        for (const Option& option : verb.options) {
            const std::string name = option.names.substr(option.names.find_last_of(",!") + 1);
            const std::string short_name = option.names.substr(0, option.names.find(','));
            INFO(option.names);
            CHECK(
                (heading->find(name) != std::string::npos || heading->find(short_name) != std::string::npos));
        }
        for (const Positional& positional : verb.positionals) {
            CHECK(heading->find(positional.name) != std::string::npos);
        }
    }
    CHECK(documented == all.size());
}

TEST_CASE("the exit code table has every exit code of the enum")
{
    const std::string header = source_file("bus/service/exit_code.hpp");
    const std::string table = source_file("docs/debugging.md");
    std::istringstream lines(header.substr(header.find("enum class ExitCode")));
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line) && line != "};";) {
        std::istringstream words(line);
        std::string name;
        std::string equals;
        int code = 0;
        if (words >> name >> equals >> code && equals == "=") {
            INFO(name);
            CHECK(table.find("| " + std::to_string(code) + " | " + name + " |") != std::string::npos);
            ++count;
        }
    }
    CHECK(count == 10);
}

} // namespace berth::cli
