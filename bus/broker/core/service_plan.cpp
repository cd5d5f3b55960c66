// SPDX-License-Identifier: Apache-2.0
#include "broker/core/service_plan.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/time_util.h>

#include "berth/bus/v1/manifest.pb.h"

namespace berth::broker {
namespace {

/// Keeps the first complaint of the text parser.
class FirstError final : public google::protobuf::io::ErrorCollector {
public:
    void AddError(int line, int column, const std::string& message) override
    {
        if (text.empty()) {
            text = fmt::format("line {}, column {}: {}", line + 1, column + 1, message);
        }
    }
    std::string text;
};

constexpr std::chrono::milliseconds kLongest{std::chrono::hours{24}}; // of any deadline or delay

/// Takes the values of a manifest over, and keeps the first complaint about one.
class Taker {
public:
    explicit Taker(const std::string& file_name) : file_name_(file_name) {}

    void duration(const char* field, bool present, const google::protobuf::Duration& from,
                  std::chrono::milliseconds& into)
    {
        if (!present) {
            return;
        }
        const bool in_range =
            from.seconds() >= 0 && from.nanos() >= 0 && from.seconds() <= kLongest / std::chrono::seconds{1};
        into = in_range
                   ? std::chrono::milliseconds(google::protobuf::util::TimeUtil::DurationToMilliseconds(from))
                   : std::chrono::milliseconds{0};
        require(into.count() > 0 && into <= kLongest, field, "must be between 1 ms and 24 h");
    }

    void require(bool condition, const char* field, const std::string& what)
    {
        if (!condition && complaint_.empty()) {
            complaint_ = fmt::format("{}: {} {}", file_name_, field, what);
        }
    }

    const std::string& complaint() const { return complaint_; }

private:
    const std::string& file_name_;
    std::string complaint_;
};

/// A name becomes a program's (berth-<name>), an address's (<name>@host) and a topic's part.
bool is_service_name(const std::string& name)
{
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !name.empty() && name.front() != '-' && std::all_of(name.begin(), name.end(), allowed);
}

bool stays_below(const std::filesystem::path& path)
{
    return path.is_relative() && std::find(path.begin(), path.end(), "..") == path.end();
}

} // namespace

base::Result<ServicePlan> parse_manifest(const std::string& text, const std::string& file_name)
{
    bus::v1::ServiceManifest manifest;
    FirstError error;
    google::protobuf::TextFormat::Parser parser;
    parser.RecordErrorsTo(&error);
    if (!parser.ParseFromString(text, &manifest)) {
        return base::Failure{fmt::format("{}: {}", file_name, error.text),
                             "compare it with proto/berth/bus/v1/manifest.proto"};
    }
    if (manifest.name().empty()) {
        return base::Failure{file_name + ": a service manifest needs a name", {}};
    }
    Taker taker(file_name);
    taker.require(is_service_name(manifest.name()), "name",
                  fmt::format("'{}' may have a-z, 0-9 and '-' only", manifest.name()));
    taker.require(stays_below(manifest.probe_socket()), "probe_socket", "must lie below the run directory");
    ServicePlan plan;
    plan.name = manifest.name();
    plan.description = manifest.description();
    plan.needs.assign(manifest.needs().begin(), manifest.needs().end());
    plan.arguments.assign(manifest.arguments().begin(), manifest.arguments().end());
    plan.probe_socket = manifest.probe_socket();
    taker.duration("ready_deadline", manifest.has_ready_deadline(), manifest.ready_deadline(),
                   plan.ready_deadline);
    taker.duration("stop_deadline", manifest.has_stop_deadline(), manifest.stop_deadline(),
                   plan.stop_deadline);
    const bus::v1::RestartPolicy& restart = manifest.restart();
    taker.duration("restart.first_delay", restart.has_first_delay(), restart.first_delay(), plan.first_delay);
    taker.duration("restart.max_delay", restart.has_max_delay(), restart.max_delay(), plan.max_delay);
    taker.duration("restart.reset_after", restart.has_reset_after(), restart.reset_after(), plan.reset_after);
    if (restart.max_deaths() != 0) {
        plan.max_deaths = restart.max_deaths();
    }
    if (!taker.complaint().empty()) {
        return base::Failure{taker.complaint(), "compare it with proto/berth/bus/v1/manifest.proto"};
    }
    return plan;
}

base::Result<std::vector<ServicePlan>> in_start_order(std::vector<ServicePlan> plans)
{
    std::sort(plans.begin(), plans.end(),
              [](const ServicePlan& a, const ServicePlan& b) { return a.name < b.name; });
    std::set<std::string> names;
    for (const ServicePlan& plan : plans) {
        if (!names.insert(plan.name).second) {
            return base::Failure{"two manifests name the service " + plan.name, {}};
        }
    }
    for (const ServicePlan& plan : plans) {
        for (const std::string& need : plan.needs) {
            if (names.count(need) == 0) {
                return base::Failure{
                    fmt::format("service {} needs {}, which has no manifest", plan.name, need), {}};
            }
        }
    }
    std::vector<ServicePlan> ordered;
    std::set<std::string> placed;
    while (!plans.empty()) {
        const auto ready = std::stable_partition(plans.begin(), plans.end(), [&](const ServicePlan& plan) {
            return std::all_of(plan.needs.begin(), plan.needs.end(),
                               [&](const std::string& need) { return placed.count(need) != 0; });
        });
        if (ready == plans.begin()) {
            std::string circle;
            for (const ServicePlan& plan : plans) {
                circle += (circle.empty() ? "" : ", ") + plan.name;
            }
            return base::Failure{"these services need each other in a circle: " + circle, {}};
        }
        for (auto it = plans.begin(); it != ready; ++it) {
            placed.insert(it->name);
        }
        std::move(plans.begin(), ready, std::back_inserter(ordered));
        plans.erase(plans.begin(), ready);
    }
    return ordered;
}

} // namespace berth::broker
