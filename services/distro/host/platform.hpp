// SPDX-License-Identifier: Apache-2.0
// The seam between what berth does with distros and where they come from. On the local platform they are root
// directories in namespaces of their own (host/local/); on Windows they will be WSL's, by way of wsl.exe.
// Everything that takes time is asynchronous on the loop's thread; nothing here knows of the engine.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "services/distro/core/distro_facts.hpp"

namespace berth::distro {

class Platform {
public:
    /// std::nullopt when it went well. Called once, never from within the call that it was given to.
    using OnDone = std::function<void(const std::optional<base::Failure>&)>;
    using OnProgress = std::function<void(const v1::DistroUnpackProgressed&)>;

    virtual ~Platform() = default;

    /// The machine itself first, where it is a distro, then by name.
    virtual std::vector<DistroFacts> distros() const = 0;
    /// Something of distros() is no longer as it was.
    virtual void on_change(std::function<void()> handler) = 0;

    virtual void create(const v1::CreateDistro& command, OnProgress on_progress, OnDone on_done) = 0;
    /// Running already is well; while it starts, all callers are told together.
    virtual void start(const std::string& name, OnDone on_done) = 0;
    /// Not running is well; while it ends, all callers are told together.
    virtual void terminate(const std::string& name, OnDone on_done) = 0;
    /// Also ends a creation under way.
    virtual void remove(const std::string& name, OnDone on_done) = 0;

    /// Keeps the wishes of a record, and what was done for them. Throws base::Error when they cannot be
    /// written.
    virtual void set_attach(const std::string& name, bool attach) = 0;
    virtual void set_running(const std::string& name, bool running) = 0;
    virtual void set_integration(const std::string& name, const v1::IntegrationRecord& integration) = 0;
};

} // namespace berth::distro
