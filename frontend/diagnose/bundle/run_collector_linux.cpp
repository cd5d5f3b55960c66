// SPDX-License-Identifier: Apache-2.0
// A child process for each collector: what hangs is killed, what breaks takes nothing with it, and a
// collector may have threads and sockets of its own. Its findings come back through a pipe as CBOR, which
// keeps bytes as they are.
#include "frontend/diagnose/bundle/run_collector.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/unique_fd.hpp"
#include "frontend/diagnose/bundle/limits.hpp"

namespace berth::bundle {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

json::binary_t bytes_of(const std::string& text)
{
    return json::binary_t(std::vector<std::uint8_t>(text.begin(), text.end()));
}
std::string text_of(const json& bytes)
{
    const json::binary_t& binary = bytes.get_binary();
    return {binary.begin(), binary.end()};
}

std::vector<std::uint8_t> encoded(const Findings& findings)
{
    json files = json::array();
    for (const File& file : findings.files) {
        files.push_back({bytes_of(file.path), bytes_of(file.content), file.is_cut});
    }
    json gaps = json::array();
    for (const std::string& gap : findings.gaps) {
        gaps.push_back(bytes_of(gap));
    }
    return json::to_cbor(json::array({files, gaps}));
}

Findings decoded(const std::string& cbor)
{
    const json value = json::from_cbor(cbor);
    Findings findings;
    for (const json& file : value.at(0)) {
        findings.files.push_back({text_of(file.at(0)), text_of(file.at(1)), file.at(2).get<bool>()});
    }
    for (const json& gap : value.at(1)) {
        findings.gaps.push_back(text_of(gap));
    }
    return findings;
}

/// The child's whole life. What it had found before it failed is worth having.
[[noreturn]] void collect_and_exit(const Collector& collector, const Scene& scene, int to)
{
    (void)::prctl(PR_SET_PDEATHSIG, SIGKILL); // where it hangs, Ctrl-C shall end it, too
    Findings findings;
    try {
        collector.collect(scene, findings);
    } catch (const std::exception& error) {
        findings.gaps.emplace_back(error.what());
    }
    try {
        const std::vector<std::uint8_t> bytes = encoded(findings);
        base::write_all(to, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, "the findings");
        ::_exit(0); // nothing of the parent's is to be flushed twice
    } catch (const std::exception&) {
        ::_exit(1);
    }
}

Findings gap(const std::string& why)
{
    return {.files = {}, .gaps = {why}};
}

class Collecting {
public:
    Collecting(pid_t pid, base::UniqueFd from) : pid_(pid), from_(std::move(from)) {}
    ~Collecting()
    {
        (void)::kill(pid_, SIGKILL); // it has ended, or is not waited for any longer
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    Collecting(const Collecting&) = delete;
    Collecting& operator=(const Collecting&) = delete;

    /// All that it wrote; none at the deadline. Throws base::Error.
    std::optional<std::string> read_until(Clock::time_point end)
    {
        std::string all;
        std::array<char, 65536> block{};
        for (;;) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
            pollfd wait{from_.get(), POLLIN, 0};
            const int ready = left.count() > 0 ? ::poll(&wait, 1, static_cast<int>(left.count())) : 0;
            if (ready == 0) {
                return std::nullopt;
            }
            const ssize_t got = ready > 0 ? ::read(from_.get(), block.data(), block.size()) : -1;
            if (got < 0 && errno != EINTR) {
                throw base::SystemError("reading a collector's findings");
            }
            if (got == 0) {
                return all;
            }
            all.append(block.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
            if (all.size() > kMaxFindingsBytes) {
                throw base::Error("there is more of it than a bundle may have");
            }
        }
    }

private:
    pid_t pid_;
    base::UniqueFd from_;
};

} // namespace

Findings run_collector(const Collector& collector, const Scene& scene)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw base::SystemError("making a pipe for collector " + collector.id);
    }
    base::UniqueFd from(ends[0]);
    base::UniqueFd to(ends[1]);
    const auto end = Clock::now() + collector.deadline;
    const pid_t pid = ::fork();
    if (pid < 0) {
        throw base::SystemError("starting collector " + collector.id);
    }
    if (pid == 0) {
        collect_and_exit(collector, scene, to.get());
    }
    to.reset();
    Collecting collecting(pid, std::move(from));
    try {
        const std::optional<std::string> all = collecting.read_until(end);
        if (!all) {
            return gap(fmt::format("no answer within {} ms", collector.deadline.count()));
        }
        return all->empty() ? gap("the collector ended without a word") : decoded(*all);
    } catch (const std::exception& error) {
        return gap(error.what());
    }
}

} // namespace berth::bundle
