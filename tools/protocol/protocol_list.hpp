// SPDX-License-Identifier: Apache-2.0
// The protocol as a sorted list of lines, so that two versions of it can be compared:
//   message berth.bus.v1.Hello
//   field berth.bus.v1.Hello 1 protocol_major uint32
//   reserved berth.bus.v1.Hello 7 old_name
//   value berth.bus.v1.Side 1 SIDE_HOST
#pragma once

#include <string>
#include <vector>

namespace berth::tools {

/// Of every berth.* file that is linked into the program.
std::vector<std::string> list_protocol();

/// What `now` breaks of `baseline`: a line that is gone, unless its number and name are reserved now. Pure.
std::vector<std::string> broken_lines(const std::vector<std::string>& baseline,
                                      const std::vector<std::string>& now);

/// What `now` has and `baseline` does not. Pure; both sorted.
std::vector<std::string> added_lines(const std::vector<std::string>& baseline,
                                     const std::vector<std::string>& now);

} // namespace berth::tools
