// SPDX-License-Identifier: Apache-2.0
// What a probe container prints, and what is made of it: never a pass for a trial without its own line.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "frontend/diagnose/check/core/isolation_rules.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace berth;
    const std::string output(reinterpret_cast<const char*>(data), size);
    const std::vector<diagnose::Tried> tried = diagnose::parse_tried(output);
    const std::vector<diagnose::Trial> trials{{"one", "tcp", "gateway:2375"}, {"two", "path", "/distros"}};
    const diagnose::Finding finding = diagnose::judge_group("one", trials, tried, "fix");
    const bool has_line = ("\n" + output).find("\ntcp=gateway:2375\tnot\t") != std::string::npos;
    base::expects(finding.outcome != diagnose::Outcome::pass || has_line,
                  "a trial without a line has passed");
    return 0;
}
