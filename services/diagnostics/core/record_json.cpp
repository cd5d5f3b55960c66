// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/core/record_json.hpp"

#include <google/protobuf/util/time_util.h>
#include <nlohmann/json.hpp>

#include "logging/records.hpp"

namespace berth::diagnostics {
namespace {

using Json = nlohmann::ordered_json;
using google::protobuf::util::TimeUtil;

std::string text_of(const Json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

void read_fields(const Json& object, v1::LogRecord& record)
{
    const auto fields = object.find("fields");
    if (fields == object.end() || !fields->is_object()) {
        return;
    }
    for (const auto& [name, value] : fields->items()) {
        if (value.is_string()) {
            (*record.mutable_fields())[name] = value.get<std::string>();
        }
    }
}

bool read_time(const std::string& text, v1::LogRecord& record)
{
    return TimeUtil::FromString(text, record.mutable_time());
}

} // namespace

std::string to_json_line(const v1::LogRecord& record)
{
    Json object;
    object["time"] = TimeUtil::ToString(record.time());
    object["level"] = std::string(logging::level_word(record.level()));
    object["service"] = record.service();
    object["side"] = record.side() == bus::v1::SIDE_GUEST ? "guest" : "host";
    object["pid"] = record.pid();
    object["message"] = record.message();
    if (!record.fields().empty()) {
        Json fields = Json::object();
        for (const auto& [name, value] : record.fields()) {
            fields[name] = value;
        }
        object["fields"] = std::move(fields);
    }
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<v1::LogRecord> parse_json_line(std::string_view line)
{
    constexpr bool kThrow = false;
    if (line.size() > kMaxLineBytes) {
        return std::nullopt;
    }
    // A record has an object in an object and no more; deeper text is not ours and could exhaust the stack.
    constexpr int kMaxDepth = 2;
    bool too_deep = false;
    const auto watch_depth = [&](int depth, Json::parse_event_t /*event*/, Json& /*value*/) {
        too_deep = too_deep || depth > kMaxDepth;
        return depth <= kMaxDepth;
    };
    const Json object = Json::parse(line, watch_depth, kThrow);
    const auto level =
        object.is_object() ? logging::parse_level(text_of(object, "level")) : base::Failure{"", ""};
    v1::LogRecord record;
    if (too_deep || !level || !read_time(text_of(object, "time"), record)) {
        return std::nullopt;
    }
    record.set_level(*level);
    record.set_service(text_of(object, "service"));
    record.set_side(text_of(object, "side") == "guest" ? bus::v1::SIDE_GUEST : bus::v1::SIDE_HOST);
    const auto pid = object.find("pid");
    record.set_pid(pid != object.end() && pid->is_number_integer() ? pid->get<std::int32_t>() : 0);
    record.set_message(text_of(object, "message"));
    read_fields(object, record);
    return record;
}

} // namespace berth::diagnostics
