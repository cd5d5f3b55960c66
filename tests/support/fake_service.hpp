// SPDX-License-Identifier: Apache-2.0
// What the fake services and the tests agree on.
#pragma once

#include <string>

namespace berth::test {

inline constexpr const char* kGoTopics = "client.test.go."; ///< each event below it counts for --ready-after

inline std::string go_topic(int number)
{
    return kGoTopics + std::to_string(number);
}

inline std::string state_topic(const std::string& service)
{
    return "host." + service + ".state";
}
inline std::string event_topic(const std::string& service)
{
    return "host." + service + ".event";
}

} // namespace berth::test
