// SPDX-License-Identifier: Apache-2.0
// The log store's segments, read as files: they are there when no service is. What was stored before lines
// were reduced at their capture is reduced here.
#include <algorithm>
#include <filesystem>

#include "base/error.hpp"
#include "base/files.hpp"
#include "frontend/diagnose/bundle/collect/collect.hpp"
#include "frontend/diagnose/bundle/collect/findings.hpp"
#include "frontend/diagnose/bundle/collect/log_segments.hpp"
#include "services/diagnostics/core/record_json.hpp"
#include "services/diagnostics/core/rotation.hpp"
#include "services/lifecycle/core/engine_line.hpp"

namespace berth::bundle {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSegmentBytes = 64U << 20U;

/// Newest first: the one being written, then the closed ones by number.
std::vector<fs::path> segments_in(const fs::path& directory)
{
    std::vector<std::pair<std::uint64_t, fs::path>> closed;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
        if (const auto number = diagnostics::closed_number(entry.path().filename().string())) {
            closed.emplace_back(*number, entry.path());
        }
    }
    std::sort(closed.rbegin(), closed.rend());
    std::vector<fs::path> segments{directory / diagnostics::kWrittenSegment};
    for (const auto& [number, path] : closed) {
        segments.push_back(path);
    }
    return segments;
}

/// Only what reads as a record of ours stays.
std::string reduced_lines(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        if (auto record = diagnostics::parse_json_line(text.substr(at, end - at))) {
            if (record->service() == "dockerd" || record->service() == "containerd") {
                record->set_message(lifecycle::reduced_engine_line(record->message()));
            }
            out += diagnostics::to_json_line(*record) + "\n";
        }
        at = end + 1;
    }
    return out;
}

} // namespace

void collect_segments(const fs::path& directory, Findings& findings)
{
    if (!fs::exists(directory)) {
        throw base::Error("there is no log directory: berth has not run yet");
    }
    std::string newest;
    bool is_cut = false;
    for (const fs::path& segment : segments_in(directory)) {
        const base::Result<std::string> text = base::read_file(segment, kMaxSegmentBytes);
        if (!text) {
            findings.gaps.push_back(text.error().message);
        } else if (newest.size() > kMaxFileBytes) {
            is_cut = true;
            break;
        } else {
            newest.insert(0, *text);
        }
    }
    is_cut = is_cut || newest.size() > kMaxFileBytes;
    findings.files.push_back(
        {"logs/berth.jsonl", reduced_lines(newest_lines(newest, kMaxFileBytes)), is_cut});
}

void collect_log_store(const Scene& scene, Findings& findings)
{
    collect_segments(scene.instance.log_dir(), findings);
}

void collect_output(const Scene& scene, Findings& findings)
{
    const fs::path file = scene.instance.log_dir() / "output.log";
    const base::Result<std::string> text = base::read_file(file, kMaxSegmentBytes);
    if (!text) {
        throw base::Error(text.error().message, text.error().hint);
    }
    add_lines(findings, "logs/output.log", *text);
}

} // namespace berth::bundle
