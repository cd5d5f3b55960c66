// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <map>
#include <regex>

#include <catch2/catch.hpp>

#include "base/files.hpp"

namespace {

std::string source_file(const std::string& path)
{
    const char* source = std::getenv("BERTH_SOURCE_DIR"); // set by berth_test()
    REQUIRE(source != nullptr);
    return berth::base::read_file(std::string(source) + "/" + path).value();
}

/// "64U << 10U" or "3".
unsigned long value_of(const std::string& expression)
{
    const std::size_t shift = expression.find("<<");
    const unsigned long left = std::stoul(expression);
    return shift == std::string::npos ? left : left << std::stoul(expression.substr(shift + 2));
}

std::map<std::string, unsigned long> matches(const std::string& text, const std::string& pattern)
{
    std::map<std::string, unsigned long> found;
    const std::regex regex(pattern);
    for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it) {
        found[(*it)[1]] = value_of((*it)[2]);
    }
    return found;
}

} // namespace

TEST_CASE("the table of limits in docs/protocol.md is that of the code, complete and with the same values")
{
    const auto code =
        matches(source_file("bus/wire/limits.hpp"), R"(constexpr [a-z_:0-9]+ (k\w+) = ([^;]+);)");
    const auto document = matches(source_file("docs/protocol.md"), R"(\| `(k\w+)` \| (\d+) \|)");
    REQUIRE(code.size() >= 10);
    CHECK(document == code);
}
