// SPDX-License-Identifier: Apache-2.0
// Any text as a path, from every kind of caller: it is refused, or leads to a place that the caller may name,
// and what is shown of that place leads there again.
#include <cstdint>

#include "base/error.hpp"
#include "netbridge_origins.hpp"

using namespace berth;
using namespace berth::netbridge;

namespace {

bool is_allowed(const std::string& engine_path)
{
    const std::string clean = clean_path(engine_path);
    for (const char* place : {"/distros/host", "/distros/Ubuntu", "/distros/Debian", "/drives/d", "/mnt/c",
                              "/dev", "/proc", "/sys", "/lib/modules", "/run/origins/docker.sock"}) {
        if (is_below(clean, place)) {
            return true;
        }
    }
    return clean == "/distros";
}

void try_text(const Origin& origin, const std::string& typed)
{
    (void)origin.text_to_user(typed);
    (void)origin.bind_source_end(typed);
    const auto engine_path = test::to_engine(origin, typed);
    if (!origin.asks_about(typed)) {
        const auto unasked = origin.to_engine(typed, {});
        base::expects(unasked.has_value() == engine_path.has_value(),
                      "an answer was needed and not asked for");
    }
    if (!engine_path) {
        base::expects(!engine_path.error().message.empty(), "a refusal without a reason");
        return;
    }
    const std::string shown = origin.to_user(*engine_path);
    if (!origin.is_path(typed)) {
        base::expects(*engine_path == typed && shown == typed, "a name was changed");
        return;
    }
    base::expects(is_allowed(*engine_path), "a path left its projection");
    base::expects(origin.owner_of(typed).has_value(), "a path is nobody's");
    const auto again = test::to_engine(origin, shown);
    base::expects(again.has_value() && *again == *engine_path, "what is shown leads elsewhere");
    base::expects(origin.to_user(*again) == shown, "what is shown is not stable");
    base::expects(origin.text_to_user("x '" + *engine_path + "': no").size() >= 5, "a text was lost");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const Origin& origin = *fuzz::origins()[data[0] % fuzz::origins().size()];
    const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
    try_text(origin, text);
    // As an answer of the engine's: what is shown can be typed wherever the caller may name the place.
    const std::string shown = origin.to_user(text);
    if (shown != text) {
        const auto again = test::to_engine(origin, shown);
        base::expects(again.has_error() || *again == text, "what is shown leads elsewhere");
    }
    return 0;
}
