// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/run_check.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace berth::diagnose {
namespace {

using Clock = std::chrono::steady_clock;

/// One check under way; shared with its thread, which may outlive everybody else's interest.
struct UnderWay {
    UnderWay(const Check& what, std::shared_ptr<const Scene> where)
        : check(what), scene(std::move(where)), ended(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
        if (!ended) {
            throw base::SystemError("making an event descriptor");
        }
    }

    const Check check;
    const std::shared_ptr<const Scene> scene;
    Progress progress;
    base::UniqueFd ended;
    std::mutex mutex;
    std::optional<Finding> finding;
};

Finding finding_of(UnderWay& under_way)
{
    try {
        return under_way.check.run(*under_way.scene, under_way.progress);
    } catch (const base::Error& error) {
        return fail(error.what(),
                    error.hint().empty() ? "mend what the message names, then run it again" : error.hint());
    } catch (const std::exception& error) { // a thread's entry
        return fail(error.what(), "run it again; if it stays so, report it");
    }
}

void run_in_thread(const std::shared_ptr<UnderWay>& under_way)
{
    std::thread([under_way] {
        Finding finding = finding_of(*under_way);
        const std::lock_guard lock(under_way->mutex);
        under_way->finding = std::move(finding);
        const std::uint64_t one = 1;
        (void)::write(under_way->ended.get(), &one, sizeof one); // a fresh counter has room for it
    }).detach();
}

/// Until it has ended, or its deadline. True when an interrupt came meanwhile: the check still has its time
/// to clear up.
bool wait_for(const UnderWay& under_way, int interrupt_fd)
{
    bool interrupted = false;
    const auto end = Clock::now() + under_way.check.deadline;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
        std::array<pollfd, 2> polled{pollfd{under_way.ended.get(), POLLIN, 0},
                                     pollfd{interrupted ? -1 : interrupt_fd, POLLIN, 0}};
        const int ready =
            left.count() <= 0 ? 0 : ::poll(polled.data(), polled.size(), static_cast<int>(left.count()));
        interrupted |= ready > 0 && polled[1].revents != 0;
        if (ready == 0 || (ready > 0 && polled[0].revents != 0)) {
            return interrupted;
        }
    }
}

Finding overdue(const Check& check, const std::string& waited_for)
{
    return fail(fmt::format("did not end within {} ms{}", check.deadline.count(),
                            waited_for.empty() ? "" : "; it waited for " + waited_for),
                waited_for.empty() ? "run it again" : "look at what does not answer: " + waited_for);
}

/// The chosen ones, and what they need, in the table's order.
std::set<std::string> with_needed(const std::vector<Check>& checks, const std::vector<std::string>& chosen)
{
    std::set<std::string> wanted(chosen.begin(), chosen.end());
    for (auto check = checks.rbegin(); check != checks.rend(); ++check) { // a need stands before its check
        if (wanted.count(check->id) != 0 && !check->needs.check.empty()) {
            wanted.insert(check->needs.check);
        }
    }
    return wanted;
}

Result run_one(const Check& check, const std::shared_ptr<const Scene>& scene, int interrupt_fd, Run& run)
{
    const auto began = Clock::now();
    const auto under_way = std::make_shared<UnderWay>(check, scene);
    run_in_thread(under_way);
    run.interrupted |= wait_for(*under_way, interrupt_fd);
    const std::lock_guard lock(under_way->mutex);
    run.left_threads |= !under_way->finding.has_value();
    return {check.id, check.title,
            under_way->finding ? *under_way->finding : overdue(check, under_way->progress.waiting_for()),
            std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began)};
}

} // namespace

Run run_checks(const std::vector<Check>& checks, const std::vector<std::string>& chosen,
               const std::shared_ptr<const Scene>& scene, const Outside& outside)
{
    Run run;
    std::map<std::string, Result> done;
    const std::set<std::string> wanted = with_needed(checks, chosen);
    const auto is_shown = [&](const std::string& id) {
        return std::find(chosen.begin(), chosen.end(), id) != chosen.end();
    };
    for (const Check& check : checks) {
        if (wanted.count(check.id) == 0) {
            continue;
        }
        if (run.interrupted) {
            break;
        }
        const auto needed = done.find(check.needs.check);
        const auto stopped =
            stopped_at_gate(check.needs, scene->is_root, scene->contact,
                            needed == done.end() ? nullptr : &needed->second, is_shown(check.needs.check));
        if (is_shown(check.id)) {
            outside.on_begin(check);
        }
        Result result = stopped ? Result{check.id, check.title, *stopped}
                                : run_one(check, scene, outside.interrupt_fd, run);
        if (is_shown(check.id)) {
            run.report.results.push_back(result);
        }
        done.emplace(check.id, std::move(result));
    }
    return run;
}

} // namespace berth::diagnose
