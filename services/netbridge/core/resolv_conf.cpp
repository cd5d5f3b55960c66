// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/resolv_conf.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace berth::netbridge {
namespace {

std::vector<std::string> words_of(std::string_view line)
{
    std::vector<std::string> words;
    std::size_t at = line.find_first_not_of(" \t\r");
    while (at != std::string_view::npos) {
        const std::size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
        words.emplace_back(line.substr(at, end - at));
        at = line.find_first_not_of(" \t\r", end);
    }
    return words;
}

/// The number of "timeout:3", where the word is that option; more than `most` is `most`, and less than 1
/// is 1.
std::optional<unsigned> number_of_option(std::string_view word, std::string_view option, unsigned most)
{
    if (!word.starts_with(option)) {
        return std::nullopt;
    }
    word.remove_prefix(option.size());
    unsigned number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error == std::errc::result_out_of_range) {
        return most;
    }
    return error == std::errc{} ? std::optional(std::clamp(number, 1U, most)) : std::nullopt;
}

void take_options(const std::vector<std::string>& words, ResolvConf& conf)
{
    constexpr unsigned kMostSeconds = 30; // RES_MAXRETRANS
    constexpr unsigned kMostAttempts = 5; // RES_MAXRETRY
    for (const std::string& word : words) {
        if (const auto seconds = number_of_option(word, "timeout:", kMostSeconds)) {
            conf.timeout = std::chrono::seconds(*seconds);
        }
        if (const auto attempts = number_of_option(word, "attempts:", kMostAttempts)) {
            conf.attempts = *attempts;
        }
    }
}

} // namespace

ResolvConf parse_resolv_conf(std::string_view text)
{
    ResolvConf parsed;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        auto words = words_of(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (words.size() < 2) {
            continue;
        }
        if (words.front() == "nameserver") {
            parsed.servers.push_back(words[1]);
        } else if (words.front() == "search" || words.front() == "domain") {
            parsed.search.assign(words.begin() + 1, words.end()); // the last line holds
        } else if (words.front() == "options") {
            take_options(words, parsed);
        }
    }
    return parsed;
}

bool is_usable_from_engine(std::string_view server)
{
    const bool is_ipv6 = server.find(':') != std::string_view::npos;
    return !is_ipv6 && !server.starts_with("127.") && server != "0.0.0.0";
}

ResolvConf engine_resolv_conf(std::string_view resolv_conf, std::string_view upstream)
{
    const auto unusable = [](const std::string& server) { return !is_usable_from_engine(server); };
    ResolvConf chosen = parse_resolv_conf(resolv_conf);
    std::erase_if(chosen.servers, unusable);
    if (chosen.servers.empty()) {
        chosen.servers = parse_resolv_conf(upstream).servers;
        std::erase_if(chosen.servers, unusable);
    }
    return chosen;
}

std::string to_text(const ResolvConf& conf)
{
    std::string text;
    for (const std::string& server : conf.servers) {
        text += "nameserver " + server + "\n";
    }
    if (!text.empty() && !conf.search.empty()) {
        text += "search";
        for (const std::string& domain : conf.search) {
            text += " " + domain;
        }
        text += "\n";
    }
    return text;
}

} // namespace berth::netbridge
