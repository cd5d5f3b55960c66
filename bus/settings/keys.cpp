// SPDX-License-Identifier: Apache-2.0
#include "settings/keys.hpp"

#include <charconv>
#include <functional>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "base/error.hpp"
#include "settings/settings.hpp"
#include "settings/value_check.hpp"

namespace berth::settings {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using OnKey = std::function<void(const std::string& key)>;

void for_each_key(const Descriptor& message, const std::string& prefix, const OnKey& on_key)
{
    for (int i = 0; i < message.field_count(); ++i) {
        const FieldDescriptor* field = message.field(i);
        if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
            for_each_key(*field->message_type(), prefix + field->name() + ".", on_key);
        } else {
            on_key(prefix + field->name());
        }
    }
}

[[noreturn]] void throw_unknown(const std::string& key)
{
    std::string known;
    for_each_key(*v1::Settings::descriptor(), "",
                 [&](const std::string& each) { known += (known.empty() ? "" : ", ") + each; });
    throw base::Error("'" + key + "' is not a setting", "settings are: " + known);
}

/// The group that holds the key, and the key's field in it.
struct Place {
    Message* group;
    const FieldDescriptor* field;
};

Place find_place(Message& settings, const std::string& key)
{
    Message* group = &settings;
    for (std::size_t begin = 0;;) {
        const std::size_t dot = key.find('.', begin);
        const std::string name = key.substr(begin, dot == std::string::npos ? dot : dot - begin);
        const FieldDescriptor* field = group->GetDescriptor()->FindFieldByName(name);
        const bool is_group = field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
        if (field == nullptr || is_group == (dot == std::string::npos)) {
            throw_unknown(key);
        }
        if (!is_group) {
            return {group, field};
        }
        group = group->GetReflection()->MutableMessage(group, field);
        begin = dot + 1;
    }
}

std::string type_name(const FieldDescriptor* field)
{
    switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
        return "true|false";
    case FieldDescriptor::CPPTYPE_UINT32:
        return "number";
    default:
        return "text";
    }
}

std::string value_text(const Place& place)
{
    const google::protobuf::Reflection* reflection = place.group->GetReflection();
    switch (place.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->GetBool(*place.group, place.field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_UINT32:
        return std::to_string(reflection->GetUInt32(*place.group, place.field));
    case FieldDescriptor::CPPTYPE_STRING:
        return reflection->GetString(*place.group, place.field);
    default:
        base::expects(false, "a setting has a type that settings do not support");
        return {};
    }
}

void store_bool(const Place& place, const std::string& key, const std::string& text)
{
    if (text != "true" && text != "false") {
        throw base::Error("'" + key + "' must be true or false, not '" + text + "'");
    }
    place.group->GetReflection()->SetBool(place.group, place.field, text == "true");
}

void store_number(const Place& place, const std::string& key, const std::string& text)
{
    std::uint32_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end) {
        throw base::Error("'" + key + "' must be a whole number from 0 to 4294967295, not '" + text + "'");
    }
    place.group->GetReflection()->SetUInt32(place.group, place.field, number);
}

void store_text(const Place& place, const std::string& key, const std::string& text)
{
    switch (place.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
        return store_bool(place, key, text);
    case FieldDescriptor::CPPTYPE_UINT32:
        return store_number(place, key, text);
    case FieldDescriptor::CPPTYPE_STRING:
        return place.group->GetReflection()->SetString(place.group, place.field, text);
    default:
        base::expects(false, "a setting has a type that settings do not support");
    }
}

/// A group that holds nothing is not written to the file.
void drop_empty_groups(v1::Settings& settings)
{
    std::vector<const FieldDescriptor*> groups;
    settings.GetReflection()->ListFields(settings, &groups);
    for (const FieldDescriptor* group : groups) {
        if (settings.GetReflection()->GetMessage(settings, group).ByteSizeLong() == 0) {
            settings.GetReflection()->ClearField(&settings, group);
        }
    }
}

} // namespace

std::vector<KeyInfo> list_keys(const v1::Settings& written)
{
    v1::Settings own = written;
    v1::Settings all_defaults = defaults();
    v1::Settings all_values = in_force(written);
    std::vector<KeyInfo> keys;
    for_each_key(*v1::Settings::descriptor(), "", [&](const std::string& key) {
        const Place place = find_place(own, key);
        keys.push_back({.key = key,
                        .type = type_name(place.field),
                        .default_value = value_text(find_place(all_defaults, key)),
                        .value = value_text(find_place(all_values, key)),
                        .is_written = place.group->GetReflection()->HasField(*place.group, place.field)});
    });
    return keys;
}

std::string get_value(const v1::Settings& written, const std::string& key)
{
    v1::Settings all_values = in_force(written);
    return value_text(find_place(all_values, key));
}

void set_value(v1::Settings& written, const std::string& key, const std::string& text)
{
    v1::Settings changed = written;
    store_text(find_place(changed, key), key, text);
    const std::optional<ValueProblem> problem = find_value_problem(changed);
    if (problem && problem->key == key) { // another key's problem must not keep this one from being repaired
        throw base::Error("'" + problem->key + "' " + problem->what, problem->hint);
    }
    drop_empty_groups(changed);
    written = std::move(changed);
}

void reset_value(v1::Settings& written, const std::string& key)
{
    const Place place = find_place(written, key);
    place.group->GetReflection()->ClearField(place.group, place.field);
    drop_empty_groups(written);
}

} // namespace berth::settings
