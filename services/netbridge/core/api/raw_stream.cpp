// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/api/raw_stream.hpp"

#include "services/netbridge/core/api/api_path.hpp"

namespace berth::netbridge {

bool becomes_raw_stream(std::string_view method, std::string_view api_path, const AnswerHead& answer)
{
    if (answer.status == 101) {
        return true;
    }
    const bool hijacks =
        api_path_matches("/containers/*/attach", api_path) || api_path_matches("/exec/*/start", api_path);
    return answer.status == 200 && !answer.has_length && method == "POST" && hijacks;
}

} // namespace berth::netbridge
