// SPDX-License-Identifier: Apache-2.0
#include "settings/settings.hpp"

#include <optional>

#include <google/protobuf/util/json_util.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "settings/schema_check.hpp"
#include "settings/value_check.hpp"

namespace berth::settings {
namespace {

constexpr unsigned kContainerStopSeconds = 15; // dockerd's own shutdown-timeout
constexpr unsigned kLogMegabytes = 64;
constexpr unsigned kLogDays = 14;
constexpr int kIndent = 2;

struct Parsed {
    v1::Settings written;
    LineOfKey lines;
};

/// Keys and types are right then; the values may not be.
Parsed parse_keys(const std::string& text, const std::string& file_name)
{
    Parsed parsed{.written = {}, .lines = check_against_schema(text, *v1::Settings::descriptor(), file_name)};
    const auto status = google::protobuf::util::JsonStringToMessage(text, &parsed.written);
    if (!status.ok()) {
        throw base::Error(file_name + ": " + status.ToString());
    }
    return parsed;
}

std::optional<std::string> read_if_present(const std::filesystem::path& file)
{
    std::error_code error;
    const bool present = std::filesystem::exists(file, error);
    if (error) {
        throw base::SystemError("looking for " + file.string(), error.value());
    }
    return present ? std::optional(base::read_file(file).value()) : std::nullopt;
}

} // namespace

v1::Settings defaults()
{
    v1::Settings settings;
    settings.mutable_engine()->set_container_stop_seconds(kContainerStopSeconds);
    settings.mutable_network()->set_mode("user");
    settings.mutable_sockets()->set_link_default_socket(true);
    settings.mutable_sockets()->set_link_client(true);
    settings.mutable_logs()->set_max_megabytes(kLogMegabytes);
    settings.mutable_logs()->set_max_days(kLogDays);
    return settings;
}

v1::Settings in_force(const v1::Settings& written)
{
    v1::Settings settings = defaults();
    settings.MergeFrom(written);
    return settings;
}

v1::Settings parse(const std::string& text, const std::string& file_name)
{
    const Parsed parsed = parse_keys(text, file_name);
    if (const std::optional<ValueProblem> problem = find_value_problem(parsed.written)) {
        throw base::Error(file_name + ":" + std::to_string(parsed.lines.at(problem->key)) + ": '" +
                              problem->key + "' " + problem->what,
                          problem->hint);
    }
    return parsed.written;
}

v1::Settings load_written(const std::filesystem::path& file)
{
    const std::optional<std::string> text = read_if_present(file);
    return text ? parse(*text, file.string()) : v1::Settings{};
}

v1::Settings load_to_change(const std::filesystem::path& file)
{
    const std::optional<std::string> text = read_if_present(file);
    return text ? parse_keys(*text, file.string()).written : v1::Settings{};
}

v1::Settings load(const std::filesystem::path& file)
{
    return in_force(load_written(file));
}

std::string to_text(const v1::Settings& written)
{
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    std::string compact;
    const auto status = google::protobuf::util::MessageToJsonString(written, &compact, options);
    if (!status.ok()) { // text that is not UTF-8
        throw base::Error("writing settings as JSON: " + status.ToString());
    }
    return nlohmann::ordered_json::parse(compact).dump(kIndent) + "\n";
}

void save(const std::filesystem::path& file, const v1::Settings& written)
{
    if (const std::optional<ValueProblem> problem = find_value_problem(written)) {
        throw base::Error("'" + problem->key + "' " + problem->what, problem->hint);
    }
    const std::string text = to_text(written);
    base::make_directories(file.parent_path());
    base::write_file_atomically(file, text);
}

} // namespace berth::settings
