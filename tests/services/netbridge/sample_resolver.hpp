// SPDX-License-Identifier: Apache-2.0
// The engine's side as a test has it: remembers what it was asked, and answers as it was told.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "paths/sample_view.hpp"
#include "services/netbridge/host/proxy/path_resolver.hpp"

namespace berth::netbridge::test {

class SampleResolver final : public PathResolver {
public:
    struct Asked {
        std::string distro;
        DistroQuestion question;
        std::optional<PeerUser> caller;
    };

    asio::awaitable<base::Result<DistroAnswer>> resolve(const std::string& distro,
                                                        const DistroQuestion& question,
                                                        std::optional<PeerUser> caller) override
    {
        const std::lock_guard lock(mutex_);
        asked_.push_back({distro, question, caller});
        if (failure_) {
            co_return *failure_;
        }
        co_return answers_to({{distro, question}}, links_).at(distro);
    }

    void set_links(Links links)
    {
        const std::lock_guard lock(mutex_);
        links_ = std::move(links);
    }
    void fail_with(base::Failure failure)
    {
        const std::lock_guard lock(mutex_);
        failure_ = std::move(failure);
    }
    /// Since the last call of this.
    std::vector<Asked> asked()
    {
        const std::lock_guard lock(mutex_);
        return std::exchange(asked_, {});
    }

private:
    std::mutex mutex_;
    std::vector<Asked> asked_;
    Links links_;
    std::optional<base::Failure> failure_;
};

} // namespace berth::netbridge::test
