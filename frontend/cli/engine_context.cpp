// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/engine_context.hpp"

namespace berth::cli {

std::vector<std::string> engine_context_lines(const base::Instance& instance)
{
    return {"try: docker -H unix://" + (instance.run_dir() / "docker.sock").string() + " info"};
}

} // namespace berth::cli
