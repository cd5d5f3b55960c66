// SPDX-License-Identifier: Apache-2.0
// An installed berth of one test's own: programs, fake services, an instance. Everything that ran from it is
// ended and every directory of the instance removed at the end.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/child.hpp"
#include "base/instance.hpp"
#include "base/unique_fd.hpp"

namespace berth::cli {

struct FakeService {
    std::string name;
    std::vector<std::string> arguments = {};
    std::vector<std::string> needs = {};
};

using FakeServices = std::vector<FakeService>;

class Prefix {
public:
    explicit Prefix(const FakeServices& services);
    ~Prefix();
    Prefix(const Prefix&) = delete;
    Prefix& operator=(const Prefix&) = delete;

    /// Runs berth for the test's instance to its end.
    base::Completed berth(std::vector<std::string> arguments) const;
    /// Starts it and leaves it to the caller; both outputs go to the descriptor.
    base::Child start_berth(std::vector<std::string> arguments, const base::UniqueFd& output) const;
    /// Its standard output as JSON; fails the test when it is none.
    nlohmann::json berth_json(std::vector<std::string> arguments) const;

    /// Writes a service's manifest anew, with other arguments.
    void set_service(const FakeService& service) const;

    /// Processes whose program lies in this prefix, by the program's name.
    std::vector<int> processes(const std::string& program) const;
    std::vector<int> processes() const;

    const base::Instance& instance() const { return instance_; }
    const std::filesystem::path& path() const { return path_; }

private:
    base::ProcessSpec spec(std::vector<std::string> arguments) const;

    base::Instance instance_;
    std::filesystem::path path_;
};

/// Reads until the text came; all that was read. Fails the test at the deadline's end.
std::string read_until(const base::UniqueFd& from, const std::string& text,
                       std::chrono::milliseconds deadline);

/// Skips the rest of a test, with the reason printed, where it cannot run.
bool is_root_or_says_why_not();

} // namespace berth::cli
