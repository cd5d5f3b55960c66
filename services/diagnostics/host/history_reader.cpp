// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/host/history_reader.hpp"

#include <algorithm>

#include "logging/records.hpp"
#include "services/diagnostics/core/record_json.hpp"
#include "wire/length_frames.hpp"

namespace berth::diagnostics {
namespace {

constexpr std::size_t kBlockBytes = 64U << 10U; ///< some hundred lines: a few milliseconds

} // namespace

HistoryReader::HistoryReader(Snapshot snapshot, const v1::LogQuery& query)
    : snapshot_(std::move(snapshot)), filter_(query), last_(query.last()),
      phase_(snapshot_.parts.empty() ? Phase::done
             : last_ > 0             ? Phase::counting
                                     : Phase::sending)
{
    start_segment(phase_ == Phase::counting ? snapshot_.parts.size() - 1 : 0);
}

bool HistoryReader::advance(std::string& frames)
{
    const auto count = [this](const v1::LogRecord&) { ++counted_; };
    const auto send = [&](const v1::LogRecord& record) {
        if (skip_ > 0) {
            --skip_;
            return;
        }
        const std::string payload = record.SerializeAsString();
        if (payload.size() <= logging::kMaxRecordBytes) { // else it is not from us: readers would refuse it
            wire::append_frame(frames, payload, logging::kMaxRecordBytes);
        }
    };
    if (phase_ != Phase::done) {
        const bool more = phase_ == Phase::counting ? read_block(count) : read_block(send);
        if (!more) {
            end_of_segment();
        }
    }
    return phase_ != Phase::done;
}

void HistoryReader::start_segment(std::size_t index)
{
    segment_ = index;
    offset_ = 0;
    partial_line_.clear();
    skipping_line_ = false;
}

void HistoryReader::end_of_segment()
{
    if (phase_ == Phase::counting && counted_ < last_ && segment_ > 0) {
        start_segment(segment_ - 1);
    } else if (phase_ == Phase::counting) {
        skip_ = counted_ > last_ ? counted_ - last_ : 0;
        phase_ = Phase::sending;
        start_segment(segment_);
    } else if (segment_ + 1 < snapshot_.parts.size()) {
        start_segment(segment_ + 1);
    } else {
        phase_ = Phase::done;
    }
}

bool HistoryReader::read_block(const std::function<void(const v1::LogRecord&)>& on_match)
{
    const Snapshot::Part& part = snapshot_.parts[segment_];
    const std::size_t wanted = std::min<std::uint64_t>(kBlockBytes, part.bytes - offset_);
    std::string block(wanted, '\0');
    const std::size_t got = read_at(part.fd.get(), offset_, block.data(), wanted).value_or(0);
    if (got == 0) {
        return false; // what is left is a torn line, if anything
    }
    offset_ += got;
    std::string_view rest(block.data(), got);
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
        take_line(rest.substr(0, end), on_match);
        rest.remove_prefix(end + 1);
    }
    partial_line_ += rest;
    if (partial_line_.size() > kMaxLineBytes) {
        partial_line_.clear();
        skipping_line_ = true;
    }
    return offset_ < part.bytes;
}

void HistoryReader::take_line(std::string_view line,
                              const std::function<void(const v1::LogRecord&)>& on_match)
{
    if (!partial_line_.empty()) {
        partial_line_ += line;
        line = partial_line_;
    }
    if (!skipping_line_) {
        if (const auto record = parse_json_line(line); record && filter_.matches(*record)) {
            on_match(*record);
        }
    }
    partial_line_.clear();
    skipping_line_ = false;
}

} // namespace berth::diagnostics
