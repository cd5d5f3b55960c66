// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/print/json.hpp"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/wrappers.pb.h>

#include "base/error.hpp"

namespace berth::cli {

std::string to_json(const google::protobuf::Message& message)
{
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    options.always_print_primitive_fields = true;
    std::string text;
    const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
    if (!status.ok()) {
        throw base::Error("writing " + message.GetTypeName() + " as JSON: " + status.ToString());
    }
    return text;
}

std::string quoted_json(const std::string& text)
{
    google::protobuf::StringValue value;
    value.set_value(text);
    return to_json(value);
}

JsonObject& JsonObject::add(const std::string& name, const std::string& json)
{
    members_ += (members_.empty() ? "" : ",") + quoted_json(name) + ":" + json;
    return *this;
}

std::string json_array(const std::vector<std::string>& elements)
{
    return fmt::format("[{}]", fmt::join(elements, ","));
}

} // namespace berth::cli
