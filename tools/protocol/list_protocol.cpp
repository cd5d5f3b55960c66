// SPDX-License-Identifier: Apache-2.0
// list-protocol: prints the protocol as lines; tools/update-proto-baseline keeps them in proto/baseline.txt.
#include <cstdio>

#include "tools/protocol/protocol_list.hpp"

int main()
{
    for (const std::string& line : berth::tools::list_protocol()) {
        std::printf("%s\n", line.c_str());
    }
    return 0;
}
