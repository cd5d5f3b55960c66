// SPDX-License-Identifier: Apache-2.0
#include "random_json.hpp"

#include <array>

namespace berth::netbridge::test {
namespace {

template <std::size_t count>
const char* one_of(std::mt19937& random, const std::array<const char*, count>& choices)
{
    return choices[random() % count];
}

std::string space(std::mt19937& random)
{
    return one_of(random, std::array{"", "", "", " ", "\n\t", "\r\n  "});
}

std::string string_text(std::mt19937& random)
{
    std::string text = "\"";
    for (auto parts = random() % 5; parts > 0; --parts) {
        text += one_of(random, std::array{"a", "Binds", "\\u0041", "\\/", "\\\\", "\\\"", "\\ud83d\\ude00",
                                          "ü", "😀", "{", "]", ":", ",", "\\u0000", "\x7f", "\\n", " ", "/x"});
    }
    return text + "\"";
}

std::string scalar(std::mt19937& random)
{
    if (random() % 2 == 0) {
        return string_text(random);
    }
    return one_of(random, std::array{"0", "-0", "1e5", "1.50E+2", "123456789012345678901234567890", "0.10",
                                     "true", "false", "null"});
}

} // namespace

std::string random_json(std::mt19937& random, int depth)
{
    const auto kind = depth > 0 ? random() % 3 : 0;
    std::string text = space(random);
    if (kind == 0) {
        return text + scalar(random) + space(random);
    }
    text += kind == 1 ? "{" : "[";
    const auto members = random() % 4;
    text += members == 0 ? space(random) : "";
    for (unsigned i = 0; i < members; ++i) {
        text += i > 0 ? "," : "";
        if (kind == 1) {
            text += space(random) + string_text(random) + space(random) + ":";
        }
        text += random_json(random, depth - 1);
    }
    return text + (kind == 1 ? "}" : "]") + space(random);
}

} // namespace berth::netbridge::test
