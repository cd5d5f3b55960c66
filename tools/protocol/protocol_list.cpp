// SPDX-License-Identifier: Apache-2.0
#include "tools/protocol/protocol_list.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>

namespace berth::tools {
namespace {

using namespace google::protobuf;

std::string type_of(const FieldDescriptor& field)
{
    std::string type = field.is_repeated() ? "repeated " : "";
    if (field.message_type() != nullptr) {
        return type + field.message_type()->full_name();
    }
    if (field.enum_type() != nullptr) {
        return type + field.enum_type()->full_name();
    }
    return type + field.type_name();
}

void list_enum(const EnumDescriptor& descriptor, std::vector<std::string>& lines)
{
    for (int i = 0; i < descriptor.value_count(); ++i) {
        const EnumValueDescriptor& value = *descriptor.value(i);
        lines.push_back("value " + descriptor.full_name() + " " + std::to_string(value.number()) + " " +
                        value.name());
    }
}

void list_reserved(const Descriptor& descriptor, std::vector<std::string>& lines)
{
    for (int i = 0; i < descriptor.reserved_range_count(); ++i) {
        for (int number = descriptor.reserved_range(i)->start; number < descriptor.reserved_range(i)->end;
             ++number) {
            lines.push_back("reserved " + descriptor.full_name() + " " + std::to_string(number));
        }
    }
    for (int i = 0; i < descriptor.reserved_name_count(); ++i) {
        lines.push_back("reserved " + descriptor.full_name() + " " + descriptor.reserved_name(i));
    }
}

void list_message(const Descriptor& descriptor, std::vector<std::string>& lines)
{
    lines.push_back("message " + descriptor.full_name());
    for (int i = 0; i < descriptor.field_count(); ++i) {
        const FieldDescriptor& field = *descriptor.field(i);
        lines.push_back("field " + descriptor.full_name() + " " + std::to_string(field.number()) + " " +
                        field.name() + " " + type_of(field));
    }
    list_reserved(descriptor, lines);
    for (int i = 0; i < descriptor.nested_type_count(); ++i) {
        list_message(*descriptor.nested_type(i), lines);
    }
    for (int i = 0; i < descriptor.enum_type_count(); ++i) {
        list_enum(*descriptor.enum_type(i), lines);
    }
}

/// Number and name of a removed field are reserved now.
bool is_reserved(const std::string& field_line, const std::set<std::string>& now)
{
    std::istringstream words(field_line);
    std::string kind, message, number, name;
    words >> kind >> message >> number >> name;
    return kind == "field" && now.count("reserved " + message + " " + number) != 0 &&
           now.count("reserved " + message + " " + name) != 0;
}

} // namespace

std::vector<std::string> list_protocol()
{
    std::vector<std::string> files;
    DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
    std::vector<std::string> lines;
    for (const std::string& name : files) {
        if (name.rfind("berth/", 0) != 0) {
            continue;
        }
        const FileDescriptor* file = DescriptorPool::generated_pool()->FindFileByName(name);
        for (int i = 0; file != nullptr && i < file->message_type_count(); ++i) {
            list_message(*file->message_type(i), lines);
        }
        for (int i = 0; file != nullptr && i < file->enum_type_count(); ++i) {
            list_enum(*file->enum_type(i), lines);
        }
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

std::vector<std::string> broken_lines(const std::vector<std::string>& baseline,
                                      const std::vector<std::string>& now)
{
    const std::set<std::string> present(now.begin(), now.end());
    std::vector<std::string> broken;
    std::copy_if(baseline.begin(), baseline.end(), std::back_inserter(broken), [&](const std::string& line) {
        return !line.empty() && present.count(line) == 0 && !is_reserved(line, present);
    });
    return broken;
}

std::vector<std::string> added_lines(const std::vector<std::string>& baseline,
                                     const std::vector<std::string>& now)
{
    std::vector<std::string> added;
    std::set_difference(now.begin(), now.end(), baseline.begin(), baseline.end(), std::back_inserter(added));
    return added;
}

} // namespace berth::tools
