// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/log_sides.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <spdlog/logger.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/child.hpp"
#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "logging/log_query.hpp"
#include "logging/spdlog_sink.hpp"

namespace berth::bench {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::microseconds kRetry{50};

class BerthWriter final : public LineWriter {
public:
    BerthWriter(const std::string& run_dir, const std::string& service)
        : sink_(std::make_shared<logging::RecordSink>(std::make_unique<logging::LogWriter>(
              run_dir + "/log.sock", logging::own_origin(service, bus::v1::SIDE_HOST)))),
          log_(service, sink_)
    {}
    void write(const std::string& line) override
    {
        log_.info(line);
        while (sink_->waiting()) { // the queue of the service's socket is full
            std::this_thread::sleep_for(kRetry);
            log_.flush();
        }
    }

private:
    std::shared_ptr<logging::RecordSink> sink_;
    spdlog::logger log_;
};

class JournaldWriter final : public LineWriter {
public:
    JournaldWriter(const std::string& socket, const std::string& service)
        : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)),
          fields_("\nPRIORITY=6\nSYSLOG_IDENTIFIER=" + service + "\n")
    {
        address_.sun_family = AF_UNIX;
        base::expects(socket.size() < sizeof address_.sun_path, "a socket's path has 107 bytes at most");
        std::memcpy(address_.sun_path, socket.c_str(), socket.size() + 1);
    }
    void write(const std::string& line) override
    {
        const std::string entry = "MESSAGE=" + line + fields_;
        if (::sendto(socket_.get(), entry.data(), entry.size(), MSG_NOSIGNAL,
                     reinterpret_cast<const sockaddr*>(&address_), sizeof address_) < 0) { // waits for room
            throw base::SystemError("writing to journald");
        }
    }

private:
    base::UniqueFd socket_;
    sockaddr_un address_{};
    std::string fields_;
};

class BerthFollower final : public LineFollower {
public:
    BerthFollower(const std::string& run_dir, const std::string& service)
        : reader_(run_dir + "/log-query.sock", query_of(service))
    {}
    std::string next(milliseconds at_most) override
    {
        diagnostics::v1::LogRecord record;
        if (reader_.next(record, at_most) != logging::LogReader::Next::record) {
            throw base::Error("no line came in time");
        }
        return record.message();
    }

private:
    static diagnostics::v1::LogQuery query_of(const std::string& service)
    {
        diagnostics::v1::LogQuery query;
        query.set_service(service);
        query.set_follow(true);
        return query;
    }
    logging::LogReader reader_;
};

class JournalctlFollower final : public LineFollower {
public:
    JournalctlFollower(const std::string& journal, const std::string& service)
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw base::SystemError("making a pipe");
        }
        lines_ = base::UniqueFd(ends[0]);
        const base::UniqueFd output(ends[1]);
        base::ProcessSpec spec{.program = "/usr/bin/journalctl",
                               .arguments = {"--quiet", "--follow", "--boot=all", "--output=cat",
                                             "--directory=" + journal, "SYSLOG_IDENTIFIER=" + service}};
        spec.inherited_fds = {{output.get(), 1}};
        journalctl_ = base::Child::spawn(spec);
    }
    std::string next(milliseconds at_most) override
    {
        for (;;) {
            if (const std::size_t end = text_.find('\n'); end != std::string::npos) {
                std::string line = text_.substr(0, end);
                text_.erase(0, end + 1);
                return line;
            }
            std::array<char, 65536> block; // NOLINT: written by read before it is read
            pollfd entry{lines_.get(), POLLIN, 0};
            const ssize_t got = ::poll(&entry, 1, static_cast<int>(at_most.count())) == 1
                                    ? ::read(lines_.get(), block.data(), block.size())
                                    : 0;
            if (got <= 0) {
                throw base::Error("no line came in time");
            }
            text_.append(block.data(), static_cast<std::size_t>(got));
        }
    }

private:
    base::UniqueFd lines_;
    base::Child journalctl_;
    std::string text_;
};

/// The rest of a word that begins so; empty when it does not.
std::string behind(const std::string& word, const std::string& start)
{
    return word.starts_with(start) ? word.substr(start.size()) : "";
}

} // namespace

std::unique_ptr<LineWriter> make_line_writer(const std::string& way, const std::string& service)
{
    if (const std::string run_dir = behind(way, "berth="); !run_dir.empty()) {
        return std::make_unique<BerthWriter>(run_dir, service);
    }
    const std::string journald = behind(way, "journald=");
    return std::make_unique<JournaldWriter>(journald.substr(0, journald.find(':')), service);
}

std::unique_ptr<LineFollower> make_line_follower(const std::string& way, const std::string& service)
{
    if (const std::string run_dir = behind(way, "berth="); !run_dir.empty()) {
        return std::make_unique<BerthFollower>(run_dir, service);
    }
    return std::make_unique<JournalctlFollower>(way.substr(way.find(':') + 1), service);
}

} // namespace berth::bench
