// SPDX-License-Identifier: Apache-2.0
// The developers' checks as tests: they pass on this tree, and fail on what they are for.
#include <cstdlib>
#include <filesystem>

#include <catch2/catch.hpp>

#include "base/child.hpp"
#include "base/files.hpp"
#include "tests/support/temp_dir.hpp"

namespace fs = std::filesystem;
using namespace berth;

namespace {

fs::path tool(const std::string& name)
{
    const char* source = std::getenv("BERTH_SOURCE_DIR"); // set by berth_test()
    REQUIRE(source != nullptr);
    return fs::path(source) / "tools" / name;
}

base::Completed check_levels(const fs::path& root)
{
    return base::run({.program = tool("check-levels"), .arguments = {root.string()}},
                     std::chrono::seconds{50});
}

/// A tree with one good file a level.
struct Tree {
    Tree()
    {
        put("bus/base/a.hpp", "");
        put("bus/wire/w.hpp", "#include \"base/a.hpp\"\n");
        put("services/one/core/c.cpp",
            "#include <vector>\n#include \"base/a.hpp\"\n#include \"berth/one/v1/x.pb.h\"\n");
        put("services/one/host/h_linux.cpp", "#include <unistd.h>\n#include \"core/c.hpp\"\n");
        put("services/two/host/h.cpp", "#include \"wire/w.hpp\"\n");
        put("frontend/cli/f.cpp", "#include \"services/one/core/c.hpp\"\n");
        put("services/one/core/c.hpp", "");
        put("proto/berth/one/v1/x.proto", "");
    }
    void put(const std::string& path, const std::string& text) const
    {
        base::make_directories((directory / path).parent_path());
        base::write_file_atomically(directory / path, text);
    }
    test::TempDir directory;
};

} // namespace

TEST_CASE("a tree that keeps the levels passes")
{
    const Tree tree;
    const base::Completed checked = check_levels(tree.directory.path());
    INFO(checked.output << checked.error_output);
    CHECK(checked.status.success());
}

TEST_CASE("each breach of the levels is named by file and line")
{
    const auto complaint = [](const std::string& path, const std::string& text) {
        const Tree tree;
        tree.put(path, text);
        const base::Completed checked = check_levels(tree.directory.path());
        CHECK(checked.status.exit_code == 1);
        return checked.output;
    };
    using Catch::Contains;
    CHECK_THAT(complaint("bus/wire/w.hpp", "\n#include \"services/one/core/c.hpp\"\n"),
               Contains("bus/wire/w.hpp:2: bus/wire/w.hpp (level 1) uses services/one/core/c.hpp (level 2)"));
    CHECK_THAT(complaint("bus/base/a.hpp", "#include \"wire/w.hpp\"\n"), Contains("bus/base/a.hpp:1:"));
    CHECK_THAT(complaint("services/two/host/h.cpp", "#include \"services/one/core/c.hpp\"\n"),
               Contains("another service's"));
    CHECK_THAT(complaint("services/one/core/c.cpp", "#include <sys/stat.h>\n"),
               Contains("core/ is logic without I/O"));
    CHECK_THAT(complaint("services/one/core/c.cpp", "#include <zmq.hpp>\n"),
               Contains("core/ is logic without I/O"));
    CHECK_THAT(complaint("services/two/host/h.cpp", "#include <poll.h>\n"), Contains("portable file has"));
    CHECK_THAT(complaint("services/two/host/h.cpp", "#include <windows.h>\n"), Contains("*_windows.cpp"));
}

TEST_CASE("a library that links a higher level is named")
{
    const Tree tree;
    tree.put("services/one/CMakeLists.txt", "berth_library(one_core SOURCES core/c.cpp)\n");
    tree.put("bus/wire/CMakeLists.txt", "berth_library(wire SOURCES w.cpp\n    LINKS berth::one_core)\n");
    const base::Completed checked = check_levels(tree.directory.path());
    CHECK(checked.status.exit_code == 1);
    CHECK_THAT(checked.output, Catch::Contains("bus/wire/CMakeLists.txt:2:"));
}
