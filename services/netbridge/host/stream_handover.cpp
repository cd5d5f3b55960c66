// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/stream_handover.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>

namespace berth::netbridge {
namespace {

constexpr std::string_view kPrefix = "stream-";

/// The parts by their names in the store: "stream-7.first".
struct Part {
    const char* name;
    base::UniqueFd StreamParts::*fd;
};
constexpr std::array<Part, 4> kParts{{{"first", &StreamParts::first},
                                      {"second", &StreamParts::second},
                                      {"for-first", &StreamParts::for_first},
                                      {"for-second", &StreamParts::for_second}}};

} // namespace

void hand_over(service::KeptFds& kept, const std::vector<StreamParts>& streams)
{
    for (std::size_t number = 0; number < streams.size(); ++number) {
        for (const Part& part : kParts) {
            if (const base::UniqueFd& fd = streams[number].*part.fd) {
                kept.keep(std::string(kPrefix) + std::to_string(number) + "." + part.name, fd.get());
            }
        }
    }
}

std::vector<StreamParts> take_over(service::KeptFds& kept)
{
    std::map<std::string, StreamParts> by_number;
    for (const std::string& name : kept.left()) {
        const std::size_t dot = name.find('.');
        if (!name.starts_with(kPrefix) || dot == std::string::npos) {
            continue;
        }
        for (const Part& part : kParts) {
            if (name.substr(dot + 1) == part.name) {
                by_number[name.substr(0, dot)].*part.fd = kept.take(name);
            }
        }
        kept.drop(name);
    }
    std::vector<StreamParts> streams;
    for (auto& [number, parts] : by_number) {
        if (parts.first && parts.second) { // else its other half was lost, and it ends here
            streams.push_back(std::move(parts));
        }
    }
    return streams;
}

} // namespace berth::netbridge
