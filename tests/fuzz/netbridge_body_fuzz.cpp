// SPDX-License-Identifier: Apache-2.0
// Any bytes as the body of every request with a rule, from every kind of caller: what is JSON stays JSON,
// what is not is refused, and there and back again changes no path that dockerd would see.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "netbridge_origins.hpp"
#include "services/netbridge/core/json/json_text.hpp"
#include "tests/services/netbridge/api/sample_request.hpp"

using namespace berth;
using namespace berth::netbridge;

namespace {

void append_strings(const JsonValue& value, std::vector<std::string>& to)
{
    if (value.is_string()) {
        to.push_back(value.decoded());
    }
    value.for_each_element([&](const JsonValue& element) { append_strings(element, to); });
    value.for_each_member(
        [&](const JsonValue& /*key*/, const JsonValue& member) { append_strings(member, to); });
}

/// All values that are strings, as their reader sees them.
std::vector<std::string> strings_in(const std::string& json)
{
    std::vector<std::string> strings;
    if (!json.empty()) {
        append_strings(JsonValue::root(json), strings);
    }
    return strings;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const auto& origins = fuzz::origins();
    const auto rules = api_rules();
    const BodyTranslation translation(origins[data[0] % origins.size()]);
    const ApiRule& rule = rules[data[0] / origins.size() % rules.size()];
    const std::string body(reinterpret_cast<const char*>(data + 1), size - 1);

    const std::string shown = translation.response(&rule, 200, body).body;
    base::expects(is_json(shown) == is_json(body), "an answer became, or ceased to be, JSON");
    (void)translation.response(&rule, 500, body);

    const auto questions = translation.questions(rule, body);
    if (!is_json(body)) {
        base::expects(questions.has_error() || body.empty(), "a body that is not JSON was passed on");
        return 0;
    }
    if (!questions) {
        base::expects(!questions.error().message.empty(), "a refusal without a reason");
        return 0;
    }
    const auto there = translation.request(rule, body, test::answers_to(*questions));
    if (!there) {
        const bool all_attached = std::all_of(questions->begin(), questions->end(), [](const auto& asked) {
            return test::is_attached(asked.first);
        });
        base::expects(!all_attached, "answers to all questions are not enough"); // there are no links here
        return 0;
    }
    base::expects(is_json(*there), "a translated body is not JSON");
    const ApiRule inverse{.method = "GET", .path = "", .request = {}, .response = rule.request};
    const std::string back = translation.response(&inverse, 200, *there).body;
    const auto again = test::translated(translation, rule, back);
    // Escapes, and bytes that are not UTF-8, may be written anew: dockerd reads both the same.
    base::expects(again.has_value() && strings_in(*again) == strings_in(*there),
                  "a path changed on its way there and back");
    return 0;
}
