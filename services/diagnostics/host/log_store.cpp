// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/host/log_store.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "services/diagnostics/core/record_json.hpp"

namespace berth::diagnostics {
namespace {

constexpr unsigned kDirectoryMode = 0750;
constexpr std::size_t kGatheredBytes = 256U << 10U; ///< then it is written without waiting for commit()

WallClock::time_point last_write_of(const std::filesystem::path& path)
{
    std::error_code error;
    const auto time = std::filesystem::last_write_time(path, error);
    if (error) {
        return WallClock::now();
    }
    return std::chrono::file_clock::to_sys(std::chrono::time_point_cast<WallClock::duration>(time));
}

/// Of the first line that is a record; the file's own time when there is none near the start.
std::optional<WallClock::time_point> first_record_of(const std::filesystem::path& path, std::uint64_t bytes)
{
    if (bytes == 0) {
        return std::nullopt;
    }
    std::array<char, 4096> block{};
    const base::UniqueFd fd = open_segment(path);
    const std::size_t got = read_at(fd.get(), 0, block.data(), block.size()).value_or(0);
    const std::string_view start(block.data(), got);
    const auto record = parse_json_line(start.substr(0, start.find('\n')));
    return record ? logging::time_of(*record) : last_write_of(path);
}

} // namespace

LogStore::LogStore(std::filesystem::path directory, StoreLimits limits, logging::Origin self)
    : directory_(std::move(directory)), limits_(limits), self_(std::move(self))
{
    base::make_directories(directory_, kDirectoryMode);
    closed_ = find_closed();
    open_written();
    expire(WallClock::now());
}

std::vector<ClosedSegment> LogStore::find_closed() const
{
    std::vector<ClosedSegment> found;
    for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
        if (const auto number = closed_number(entry.path().filename().string())) {
            found.push_back({*number, entry.file_size(), last_write_of(entry.path())});
        }
    }
    std::sort(found.begin(), found.end(),
              [](const ClosedSegment& a, const ClosedSegment& b) { return a.number < b.number; });
    return found;
}

void LogStore::open_written()
{
    const std::filesystem::path path = directory_ / kWrittenSegment;
    written_ = std::make_unique<SegmentFile>(path);
    first_record_ = first_record_of(path, written_->bytes());
}

void LogStore::append(const v1::LogRecord& record)
{
    gathered_ += to_json_line(record);
    gathered_ += '\n';
    ++gathered_lines_;
    if (gathered_.size() >= kGatheredBytes) {
        commit();
    }
}

void LogStore::commit()
{
    if (gathered_.empty()) {
        return;
    }
    const std::string lines = std::exchange(gathered_, {});
    write(lines, std::exchange(gathered_lines_, 0));
    write_reports();
    rotate_if_due(WallClock::now());
}

void LogStore::write(const std::string& lines, std::uint64_t count)
{
    int error = written_->append(lines);
    while ((error == ENOSPC || error == EDQUOT) && remove_oldest()) {
        error = written_->append(lines);
    }
    if (error != 0) {
        lose(error, count);
        return;
    }
    problem_.clear();
    if (!first_record_) {
        first_record_ = WallClock::now();
    }
}

void LogStore::lose(int error, std::uint64_t lines)
{
    lost_lines_ += lines;
    problem_ = fmt::format("log lines are being lost ({} so far): writing to {}: {}", lost_lines_,
                           (directory_ / kWrittenSegment).string(), base::errno_text(error));
}

/// What happened to the store belongs into the store, as soon as it takes lines again.
void LogStore::write_reports()
{
    if (!problem_.empty()) {
        return;
    }
    const auto say = [this](const std::string& text) {
        (void)written_->append(to_json_line(logging::make_record(self_, v1::LEVEL_WARNING, text)) +
                               "\n"); // or next time
    };
    if (const std::uint64_t removed = std::exchange(removed_segments_, 0); removed > 0) {
        say(fmt::format("the disk is full: the oldest {} of the log's files were removed to make room",
                        removed));
    }
    if (const std::uint64_t lost = std::exchange(lost_lines_, 0); lost > 0) {
        say(fmt::format("{} lines were lost because {} could not be written", lost, directory_.string()));
    }
}

bool LogStore::remove_oldest()
{
    if (closed_.empty()) {
        return false;
    }
    std::error_code error;
    std::filesystem::remove(directory_ / closed_name(closed_.front().number), error);
    closed_.erase(closed_.begin()); // also when it could not be removed: the next one then
    removed_segments_ += error ? 0 : 1;
    return true;
}

void LogStore::expire(WallClock::time_point now)
{
    commit();
    rotate_if_due(now);
    remove_surplus(now);
}

void LogStore::rotate_if_due(WallClock::time_point now)
{
    if (!must_rotate(limits_, written_->bytes(), first_record_, now)) {
        return;
    }
    const std::uint64_t number = closed_.empty() ? 1 : closed_.back().number + 1;
    std::error_code error;
    std::filesystem::rename(directory_ / kWrittenSegment, directory_ / closed_name(number), error);
    if (error) {
        problem_ = fmt::format("closing {}: {}", (directory_ / kWrittenSegment).string(), error.message());
        return;
    }
    closed_.push_back({number, written_->bytes(), now});
    try {
        open_written();
    } catch (const base::Error& failure) { // the closed one is still open: go on in it
        problem_ = failure.what();
        first_record_ = now;
    }
    remove_surplus(now);
}

void LogStore::remove_surplus(WallClock::time_point now)
{
    for (const std::uint64_t number : to_remove(limits_, closed_, written_->bytes(), now)) {
        std::error_code ignored; // gone already, or tried again when the directory is read at the next start
        std::filesystem::remove(directory_ / closed_name(number), ignored);
        closed_.erase(closed_.begin());
    }
}

Snapshot LogStore::snapshot()
{
    commit();
    Snapshot snapshot;
    const auto add = [&](const std::filesystem::path& path) {
        try {
            base::UniqueFd fd = open_segment(path);
            std::error_code error;
            const std::uint64_t bytes = std::filesystem::file_size(path, error);
            if (!error) {
                snapshot.parts.push_back({std::move(fd), bytes});
            }
        } catch (const base::Error&) {
            return; // removed by hand: a reader gets what is left
        }
    };
    for (const ClosedSegment& segment : closed_) {
        add(directory_ / closed_name(segment.number));
    }
    add(directory_ / kWrittenSegment);
    return snapshot;
}

} // namespace berth::diagnostics
