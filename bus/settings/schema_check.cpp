// SPDX-License-Identifier: Apache-2.0
// nlohmann-json's event parser does the JSON. It tells its handler no positions, but it takes any input
// iterator and reads no further than it must: an iterator that counts the newlines it passes knows, when a
// key is reported, the line of that key's closing quote. (A number is reported after the character behind it
// was read, which may be a newline; that is why every complaint names the line of the key, never of the
// value.)
#include "settings/schema_check.hpp"

#include <cstddef>
#include <iterator>
#include <limits>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace berth::settings {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

/// An input iterator over the text; all copies share one line counter, which outlives them.
class CountingIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, int& line) : at_(at), line_(&line) {}
    reference operator*() const { return *at_; }
    CountingIterator& operator++()
    {
        *line_ += *at_ == '\n' ? 1 : 0;
        ++at_;
        return *this;
    }
    bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
    bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

private:
    const char* at_;
    int* line_;
};

std::string expected_words(const FieldDescriptor* field)
{
    switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
        return "true or false";
    case FieldDescriptor::CPPTYPE_STRING:
        return "text in quotes";
    case FieldDescriptor::CPPTYPE_UINT32:
        return "a whole number from 0 to " + std::to_string(std::numeric_limits<std::uint32_t>::max());
    default:
        return "an object { … }";
    }
}

const FieldDescriptor* find_field(const Descriptor& message, const std::string& name)
{
    const FieldDescriptor* field = message.FindFieldByName(name);
    return field != nullptr ? field : message.FindFieldByCamelcaseName(name);
}

std::string known_keys(const Descriptor& message)
{
    std::string keys;
    for (int i = 0; i < message.field_count(); ++i) {
        keys += (i == 0 ? "" : ", ") + message.field(i)->name();
    }
    return keys;
}

/// What nlohmann calls while it reads. Each function returns true ("go on") or throws.
class SchemaHandler final : public nlohmann::json_sax<nlohmann::json> {
public:
    SchemaHandler(const Descriptor& schema, const std::string& file_name, const int& line)
        : schema_(schema), file_name_(file_name), line_(line)
    {}

    LineOfKey take_lines() { return std::move(lines_); }

    bool null() override { return complain("null"); }
    bool boolean(bool /*value*/) override { return take(FieldDescriptor::CPPTYPE_BOOL, "true or false"); }
    bool number_integer(number_integer_t value) override { return complain(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override
    {
        const bool fits = value <= std::numeric_limits<std::uint32_t>::max();
        return fits ? take(FieldDescriptor::CPPTYPE_UINT32, "a number") : complain(std::to_string(value));
    }
    bool number_float(number_float_t /*value*/, const string_t& text) override { return complain(text); }
    bool string(string_t& /*value*/) override
    {
        return take(FieldDescriptor::CPPTYPE_STRING, "text in quotes");
    }
    bool binary(binary_t& /*value*/) override { return complain("binary data"); } // not in JSON text
    bool start_array(std::size_t /*size*/) override { return complain("a list"); }
    bool end_array() override { return true; }

    bool start_object(std::size_t /*size*/) override
    {
        if (open_.empty()) {
            open_.push_back({&schema_, ""});
            return true;
        }
        take(FieldDescriptor::CPPTYPE_MESSAGE, "an object");
        open_.push_back({field_->message_type(), key_ + "."});
        return true;
    }

    bool end_object() override
    {
        open_.pop_back();
        return true;
    }

    bool key(string_t& name) override
    {
        field_ = find_field(*open_.back().message, name);
        if (field_ == nullptr) {
            throw base::Error(at(line_) + "'" + open_.back().prefix + name + "' is not a setting",
                              "known here: " + known_keys(*open_.back().message));
        }
        key_ = open_.back().prefix + field_->name();
        const auto [first, is_new] = lines_.emplace(key_, line_);
        if (!is_new) {
            throw base::Error(at(line_) + "'" + key_ + "' stands here a second time, first in line " +
                                  std::to_string(first->second),
                              "remove one of the two");
        }
        return true;
    }

    bool parse_error(std::size_t /*position*/, const std::string& /*last_token*/,
                     const nlohmann::detail::exception& error) override
    {
        const std::string text =
            error.what(); // "[json.exception.parse_error.101] parse error at line 2, column 3: …"
        const std::size_t tag_end = text.find("] ");
        throw base::Error(file_name_ + ": " +
                              (tag_end == std::string::npos ? text : text.substr(tag_end + 2)),
                          "the file must hold one JSON object");
    }

private:
    struct OpenObject {
        const Descriptor* message;
        std::string prefix; ///< "engine."
    };

    std::string at(int line) const { return file_name_ + ":" + std::to_string(line) + ": "; }

    bool take(FieldDescriptor::CppType type, const std::string& found)
    {
        return field_ != nullptr && field_->cpp_type() == type ? true : complain(found);
    }

    bool complain(const std::string& found)
    {
        if (field_ == nullptr) {
            throw base::Error(at(line_) + "the settings must be one JSON object, but here is " + found,
                              "write { \"" + schema_.field(0)->name() + "\": { … } }");
        }
        throw base::Error(at(lines_.at(key_)) + "'" + key_ + "' must be " + expected_words(field_) +
                          ", not " + found);
    }

    const Descriptor& schema_;
    const std::string& file_name_;
    const int& line_;
    std::vector<OpenObject> open_;
    const FieldDescriptor* field_ = nullptr; ///< of the key read last; none before the first
    std::string key_;                        ///< its dotted name
    LineOfKey lines_;
};

} // namespace

LineOfKey check_against_schema(const std::string& text, const Descriptor& schema,
                               const std::string& file_name)
{
    int line = 1;
    SchemaHandler handler(schema, file_name, line);
    (void)nlohmann::json::sax_parse(CountingIterator(text.data(), line),
                                    CountingIterator(text.data() + text.size(), line),
                                    &handler); // throws or is true
    return handler.take_lines();
}

} // namespace berth::settings
