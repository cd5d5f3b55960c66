// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/host/query_session.hpp"

#include <utility>

#include "logging/log_query.hpp"
#include "logging/records.hpp"
#include "services/diagnostics/host/stream_io.hpp"

namespace berth::diagnostics {

QuerySession::QuerySession(loop::EventLoop& loop, base::UniqueFd fd, Journal& journal,
                           std::function<void()> on_end)
    : loop_(loop), fd_(std::move(fd)), journal_(journal), on_end_(std::move(on_end)),
      decoder_(logging::kMaxQueryBytes)
{
    readable_ = loop_.add_fd(fd_.get(), loop::EventLoop::kReadable, [this] { on_readable(); });
    set_deadline(kQueryDeadline);
}

QuerySession::~QuerySession()
{
    stop_following();
    for (const loop::Registration registration : {readable_, writable_, deadline_}) {
        loop_.remove(registration);
    }
}

/// Behind its query a reader has nothing more to say: only its end is of interest.
void QuerySession::on_readable()
{
    const std::optional<std::string> got = receive_some(fd_.get(), logging::kMaxQueryBytes);
    if (!got) {
        end();
    } else if (!got->empty() && phase_ == Phase::asking) {
        decoder_.feed(*got);
        read_query();
    }
}

void QuerySession::read_query()
{
    const auto payload = decoder_.next();
    v1::LogQuery query;
    if (decoder_.too_large() || (payload && !query.ParseFromString(*payload))) {
        cut("the query could not be understood");
    } else if (payload) {
        start(query);
    }
}

void QuerySession::start(const v1::LogQuery& query)
{
    loop_.remove(std::exchange(deadline_, 0));
    phase_ = Phase::history;
    filter_.emplace(query);
    history_.emplace(journal_.snapshot(), query);
    if (query.follow()) {
        follower_ = journal_.follow([this](const v1::LogRecord& record) { on_record(record); });
    }
    pump();
}

void QuerySession::on_record(const v1::LogRecord& record)
{
    if (!filter_->matches(record)) {
        return;
    }
    wire::append_frame(live_, record.SerializeAsString(), logging::kMaxRecordBytes);
    if (live_.size() > kReaderQueueBytes) {
        cut("this reader took the records more slowly than they were written");
    } else {
        want_writable(true); // not sent here: one write for the records of one turn
    }
}

void QuerySession::cut(std::string_view why)
{
    stop_following();
    history_.reset();
    live_.clear();
    const auto record =
        logging::make_record(logging::own_origin("diagnostics", bus::v1::SIDE_HOST), v1::LEVEL_WARNING,
                             "the log stream ends here: " + std::string(why));
    wire::append_frame(out_, record.SerializeAsString());
    phase_ = Phase::closing;
    set_deadline(kCloseDeadline);
    want_writable(true);
}

/// Sends until the socket is full or this turn's share is used; the loop calls again while it is writable.
void QuerySession::pump()
{
    const bool more = refill();
    if (!send_waiting()) {
        end();
        return;
    }
    const bool sent_all = out_.empty() && live_.empty();
    if (sent_all && !more && phase_ != Phase::live) {
        end();
        return;
    }
    want_writable(!sent_all || more);
}

/// True while there is history to read.
bool QuerySession::refill()
{
    if (history_ && out_.size() < kHistoryAheadBytes && !history_->advance(out_)) {
        history_.reset();
        phase_ = follower_ != 0 ? Phase::live : Phase::closing;
    }
    if (!history_ && out_.empty()) {
        out_.swap(live_);
    }
    return history_.has_value();
}

/// False when the reader is gone.
bool QuerySession::send_waiting()
{
    const std::optional<std::size_t> taken = send_some(fd_.get(), std::string_view(out_).substr(sent_));
    if (!taken) {
        return false;
    }
    sent_ += *taken;
    if (sent_ == out_.size()) {
        out_.clear();
        sent_ = 0;
    }
    return true;
}

void QuerySession::want_writable(bool wanted)
{
    if (wanted && writable_ == 0) {
        writable_ = loop_.add_fd(fd_.get(), loop::EventLoop::kWritable, [this] { pump(); });
    } else if (!wanted && writable_ != 0) {
        loop_.remove(std::exchange(writable_, 0));
    }
}

void QuerySession::set_deadline(std::chrono::milliseconds after)
{
    loop_.remove(deadline_);
    deadline_ = loop_.add_timer(after, [this] { end(); });
}

void QuerySession::stop_following()
{
    if (follower_ != 0) {
        journal_.unfollow(std::exchange(follower_, 0));
    }
}

void QuerySession::end()
{
    if (std::exchange(phase_, Phase::over) != Phase::over) {
        const std::function<void()> on_end = on_end_; // it may destroy this
        on_end();
    }
}

} // namespace berth::diagnostics
