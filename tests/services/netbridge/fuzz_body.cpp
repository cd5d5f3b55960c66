// SPDX-License-Identifier: Apache-2.0
// Any bytes as the body of every request with a rule: what is JSON stays JSON, what is not is refused, and
// there and back again changes no path that dockerd would see.
#include <cstdint>

#include "base/error.hpp"
#include "services/netbridge/core/body_translation.hpp"
#include "services/netbridge/core/json_text.hpp"

using namespace berth;
using namespace berth::netbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const BodyTranslation translation(HostPaths("host"),
                                             [](const std::string&) { return std::nullopt; });
    const std::string body(reinterpret_cast<const char*>(data), size);
    const ApiRule& create = *find_api_rule("POST", "/containers/create");
    const ApiRule inverse{.method = "GET", .path = "", .request = {}, .response = create.request};

    const auto there = translation.request(create, body);
    if (!is_json(body)) {
        base::expects(there.has_error(), "a body that is not JSON was passed on");
        return 0;
    }
    if (!there) {
        return 0; // a path that no system call could take
    }
    base::expects(is_json(*there), "a translated body is not JSON");
    const std::string back = translation.response(&inverse, 200, *there);
    base::expects(is_json(back), "a body translated back is not JSON");
    // Escapes and dot-dot are written anew once; from then on the round trip is exact.
    base::expects(*translation.request(create, back) == *there, "a path changed on its way there and back");
    return 0;
}
