// SPDX-License-Identifier: Apache-2.0
// The docker client of the pack in use, against this instance's own socket and untouched by the user's
// settings.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/child.hpp"
#include "frontend/diagnose/check/scene.hpp"

namespace berth::diagnose {

class DockerClient {
public:
    /// Throws base::Error when no pack with a client is in use.
    explicit DockerClient(const Scene& scene);

    /// Runs it to its end; `input` becomes its standard input. Throws base::Error with its own words when it
    /// fails or is overdue.
    std::string run(const std::vector<std::string>& arguments, std::chrono::milliseconds deadline,
                    int input = -1) const;
    /// For clearing up: what was not there is fine, and so is what cannot be removed any more.
    void try_to_run(const std::vector<std::string>& arguments,
                    std::chrono::milliseconds deadline) const noexcept;

private:
    base::Completed complete(const std::vector<std::string>& arguments, std::chrono::milliseconds deadline,
                             int input) const;

    std::string program_;
    std::string socket_;
};

} // namespace berth::diagnose
