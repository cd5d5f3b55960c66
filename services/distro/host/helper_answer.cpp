// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/helper_answer.hpp"

namespace berth::distro {
namespace {

/// The line before the end; those before it told of progress.
std::string last_line(std::string text)
{
    text.erase(text.find_last_not_of('\n') + 1);
    return text.substr(text.rfind('\n') + 1); // npos + 1 is the beginning
}

} // namespace

base::Result<nlohmann::json> helper_answer(const std::string& program, const std::string& doing,
                                           std::chrono::milliseconds deadline, const loop::ProgramEnd& end)
{
    if (end.overdue) {
        return base::Failure{doing + " did not end within " + std::to_string(deadline.count()) + " ms",
                             "look for a disk or a network file system that does not answer"};
    }
    auto line = nlohmann::json::parse(last_line(end.output), nullptr, /*allow_exceptions=*/false);
    if (line.is_object() && line.contains("error")) {
        return base::Failure{line.value("error", ""), line.value("hint", "")};
    }
    if (!end.status.success() || !line.is_object()) {
        const std::string words = last_line(end.error_output);
        return base::Failure{program + " " + end.status.to_text() + (words.empty() ? "" : ": " + words),
                             "look at `berth logs --service distro`"};
    }
    return line;
}

} // namespace berth::distro
