// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/print/message_text.hpp"

#include <array>

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/time_util.h>

#include "berth/bus/v1/supervision.pb.h"
#include "berth/diagnostics/v1/log.pb.h"
#include "berth/distro/v1/distro.pb.h"
#include "berth/k8s/v1/cluster.pb.h"
#include "berth/lifecycle/v1/engine.pb.h"
#include "berth/netbridge/v1/network.pb.h"
#include "berth/updater/v1/pack.pb.h"
#include "frontend/cli/print/words.hpp"

namespace berth::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::util::TimeUtil;

/// One message of each protocol file with events. Naming it makes the linker keep the whole file's
/// descriptors.
const std::array<const Descriptor* (*)(), 7> kLinkedFiles{
    &bus::v1::ServiceStateChanged::descriptor,      &diagnostics::v1::LogRecord::descriptor,
    &distro::v1::DistroStateChanged::descriptor,    &k8s::v1::ClusterStateChanged::descriptor,
    &lifecycle::v1::EngineStateChanged::descriptor, &netbridge::v1::NetworkStateChanged::descriptor,
    &updater::v1::ImagesChanged::descriptor};

/// By the protocol's rule every enum's zero value is PREFIX_UNSPECIFIED.
std::string enum_value_word(const EnumDescriptor& type, int number)
{
    const auto* value = type.FindValueByNumber(number);
    if (value == nullptr) {
        return std::to_string(number);
    }
    const auto* zero = type.FindValueByNumber(0);
    const std::string suffix = "UNSPECIFIED";
    const std::string zero_name = zero == nullptr ? suffix : zero->name();
    return enum_word(value->name(),
                     zero_name.substr(0, zero_name.size() - std::min(zero_name.size(), suffix.size())));
}

std::string quoted_if_needed(const std::string& text)
{
    return text.empty() || text.find_first_of(" \t\n\"") != std::string::npos ? fmt::format("\"{}\"", text)
                                                                              : text;
}

std::string well_known_text(const Message& message)
{
    if (message.GetDescriptor() == google::protobuf::Timestamp::descriptor()) {
        return clock_time(static_cast<const google::protobuf::Timestamp&>(message),
                          TimeUtil::GetCurrentTime());
    }
    if (message.GetDescriptor() == google::protobuf::Duration::descriptor()) {
        return duration_words(std::chrono::milliseconds(
            TimeUtil::DurationToMilliseconds(static_cast<const google::protobuf::Duration&>(message))));
    }
    return {};
}

/// Fields of one message, with the path that leads to it in front of each.
class Flattener {
public:
    void add(const Message& message, const std::string& prefix)
    {
        std::vector<const FieldDescriptor*> fields;
        message.GetReflection()->ListFields(message, &fields);
        for (const FieldDescriptor* field : fields) {
            if (field->is_repeated()) {
                for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
                    add_value(message, *field, fmt::format("{}{}[{}]", prefix, field->name(), i), i);
                }
            } else {
                add_value(message, *field, prefix + field->name(), kSingle);
            }
        }
    }
    std::string text() const { return text_; }

private:
    static constexpr int kSingle = -1;

    void add_value(const Message& message, const FieldDescriptor& field, const std::string& path, int index)
    {
        const Reflection& reflection = *message.GetReflection();
        if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
            const Message& inner = index == kSingle ? reflection.GetMessage(message, &field)
                                                    : reflection.GetRepeatedMessage(message, &field, index);
            const std::string text = well_known_text(inner);
            if (text.empty()) {
                add(inner, path + ".");
            } else {
                append(path, text);
            }
        } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
            const int number = index == kSingle ? reflection.GetEnumValue(message, &field)
                                                : reflection.GetRepeatedEnumValue(message, &field, index);
            append(path, enum_value_word(*field.enum_type(), number));
        } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
            append(path, index == kSingle ? reflection.GetString(message, &field)
                                          : reflection.GetRepeatedString(message, &field, index));
        } else {
            std::string number;
            google::protobuf::TextFormat::PrintFieldValueToString(message, &field, index, &number);
            append(path, number);
        }
    }

    void append(const std::string& path, const std::string& value)
    {
        text_ += (text_.empty() ? "" : " ") + path + "=" + quoted_if_needed(value);
    }

    std::string text_;
};

} // namespace

std::string message_text(const Message& message)
{
    Flattener flattener;
    flattener.add(message, "");
    return flattener.text();
}

std::unique_ptr<Message> parse_any(const std::string& full_name, const std::string& payload)
{
    for (const auto descriptor_of : kLinkedFiles) {
        (void)descriptor_of(); // keeps it in
    }
    const Descriptor* type =
        google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(full_name);
    if (type == nullptr) {
        return nullptr;
    }
    std::unique_ptr<Message> message(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
    return message->ParseFromString(payload) ? std::move(message) : nullptr;
}

} // namespace berth::cli
