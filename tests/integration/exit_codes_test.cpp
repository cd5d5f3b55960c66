// SPDX-License-Identifier: Apache-2.0
// The enum in bus/service/exit_code.hpp holds for every program, whatever it is built from.
#include <cstdlib>
#include <filesystem>

#include <catch2/catch.hpp>

#include "base/child.hpp"
#include "service/exit_code.hpp"

using namespace berth;

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kPatience{20};

/// These pass their arguments on to another program, which then ends for them.
bool ends_by_itself(const fs::path& program)
{
    return program.filename() != "berth-oci-clamp" && program.filename() != "berth-docker-launcher";
}

std::vector<fs::path> built_programs()
{
    const char* build = std::getenv("BERTH_BUILD_DIR"); // set by berth_test()
    REQUIRE(build != nullptr);
    std::vector<fs::path> found;
    for (const char* directory : {"bin", "libexec/berth", "libexec/berth/guest"}) {
        std::error_code absent; // only a part of the tree may be built
        for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(build) / directory, absent)) {
            if (entry.is_regular_file() && ends_by_itself(entry.path())) {
                found.push_back(entry.path());
            }
        }
    }
    return found;
}

int exit_code(const fs::path& program, const std::vector<std::string>& arguments)
{
    return base::run({.program = program, .arguments = arguments}, kPatience).status.exit_code;
}

} // namespace

TEST_CASE("every program refuses an argument that it does not know with the code for wrong usage")
{
    const std::vector<fs::path> programs = built_programs();
    REQUIRE(programs.size() >= 2); // broker and guardian at least
    for (const fs::path& program : programs) {
        if (program.filename() == "berth-guardian") {
            continue; // its argument is a program
        }
        INFO(program);
        // The code of berth-distro-enter is that of the command it runs: its own stay out of the way.
        const bool passes_codes_on = program.filename() == "berth-distro-enter";
        const auto expected = passes_codes_on ? service::ExitCode::not_run : service::ExitCode::usage;
        CHECK(exit_code(program, {"--no-such-option"}) == static_cast<int>(expected));
    }
}

TEST_CASE("broker and guardian say what was wrong with how they were called")
{
    const fs::path programs = fs::path(std::getenv("BERTH_BUILD_DIR")) / "libexec/berth";
    CHECK(exit_code(programs / "berth-guardian", {}) == 2);
    CHECK(exit_code(programs / "berth-guardian", {"/nonexistent/program"}) == 1);
    CHECK(exit_code(programs / "berth-broker", {"--instance", "NOT OK"}) == 2);
    CHECK(exit_code(programs / "berth-broker", {"--instance"}) == 2);
}
