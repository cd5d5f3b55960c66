// SPDX-License-Identifier: Apache-2.0
// docs/processes/berth-<x>.md repeats, in a fenced block, the lines "answers …" and "publishes …" of
// `berth-<x> --describe`. Checked for each program of the build tree that has a page; each service must have
// one.
#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

#include "base/child.hpp"
#include "base/files.hpp"

namespace fs = std::filesystem;
using namespace berth;

namespace {

constexpr std::chrono::seconds kDescribeDeadline{20};

fs::path directory(const char* variable)
{
    const char* value = std::getenv(variable); // set by berth_test()
    REQUIRE(value != nullptr);
    return value;
}

bool is_fact(const std::string& line)
{
    return line.rfind("answers ", 0) == 0 || line.rfind("publishes ", 0) == 0;
}

std::set<std::string> facts_of_program(const fs::path& program)
{
    const base::Completed completed =
        base::run({.program = program, .arguments = {"--describe"}}, kDescribeDeadline);
    CHECK(completed.status.success());
    std::set<std::string> facts;
    std::istringstream lines(completed.output);
    for (std::string line; std::getline(lines, line);) {
        if (is_fact(line)) {
            facts.insert(line);
        }
    }
    return facts;
}

/// From the page's code blocks, fenced or indented.
std::set<std::string> facts_of_page(const fs::path& page)
{
    constexpr std::size_t kIndent = 4;
    std::set<std::string> facts;
    bool is_fenced = false;
    std::istringstream lines(base::read_file(page).value());
    for (std::string line; std::getline(lines, line);) {
        const std::string text = line.rfind("    ", 0) == 0 ? line.substr(kIndent) : line;
        if (line.rfind("```", 0) == 0) {
            is_fenced = !is_fenced;
        } else if ((is_fenced || text != line) && is_fact(text)) {
            facts.insert(text);
        }
    }
    return facts;
}

/// Programs that take --describe: the broker and whatever has a manifest, and their guest halves.
std::vector<fs::path> describing_programs()
{
    const fs::path build = directory("BERTH_BUILD_DIR");
    std::vector<fs::path> programs;
    const auto add = [&](const fs::path& program) {
        if (fs::exists(program)) {
            programs.push_back(program);
        }
    };
    add(build / "libexec/berth/berth-broker");
    std::error_code none; // no service is built yet
    for (const auto& manifest : fs::directory_iterator(build / "share/berth/services", none)) {
        const std::string name = "berth-" + manifest.path().stem().string();
        add(build / "libexec/berth" / name);
        add(build / "libexec/berth/guest" / (name + "-guest"));
    }
    return programs;
}

/// A program that is no bus peer is ready by its probe socket; it has no messages and takes no --describe.
bool is_bus_peer(const fs::path& program)
{
    const fs::path manifest =
        directory("BERTH_BUILD_DIR") / "share/berth/services" /
        (program.filename().string().substr(std::string("berth-").size()) + ".textproto");
    const base::Result<std::string> text = base::read_file(manifest);
    return !text || text->find("probe_socket") == std::string::npos;
}

} // namespace

TEST_CASE("each process page lists the messages that its program answers and publishes")
{
    const fs::path pages = directory("BERTH_SOURCE_DIR") / "docs/processes";
    for (const fs::path& program : describing_programs()) {
        const fs::path page = pages / (program.filename().string() + ".md");
        INFO(program << " and " << page);
        const bool is_guest = program.parent_path().filename() == "guest";
        if (!is_guest) {
            CHECK(fs::exists(page)); // each host program has a page
        }
        if (fs::exists(page) && is_bus_peer(program)) {
            CHECK(facts_of_page(page) == facts_of_program(program));
        }
    }
}
