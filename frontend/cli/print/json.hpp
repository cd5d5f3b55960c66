// SPDX-License-Identifier: Apache-2.0
// JSON for scripts: protobuf JSON with the names of the protocol files, every field present, one line. Pure.
#pragma once

#include <string>
#include <vector>

#include <google/protobuf/message.h>

namespace berth::cli {

/// Throws base::Error for text that is not UTF-8.
std::string to_json(const google::protobuf::Message& message);

/// A quoted string.
std::string quoted_json(const std::string& text);

/// An object put together from parts that are JSON already; keeps their order.
class JsonObject {
public:
    JsonObject& add(const std::string& name, const std::string& json);
    JsonObject& add_text(const std::string& name, const std::string& text)
    {
        return add(name, quoted_json(text));
    }
    std::string text() const { return "{" + members_ + "}"; }

private:
    std::string members_;
};

/// An array of parts that are JSON already.
std::string json_array(const std::vector<std::string>& elements);

/// An array of messages.
template <class Messages>
std::string json_array_of(const Messages& messages)
{
    std::vector<std::string> elements;
    for (const auto& message : messages) {
        elements.push_back(to_json(message));
    }
    return json_array(elements);
}

} // namespace berth::cli
