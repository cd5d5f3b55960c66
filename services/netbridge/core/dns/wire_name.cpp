// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/dns/wire_name.hpp"

#include <algorithm>

namespace berth::netbridge::dns {
namespace {

constexpr std::size_t kMaxLabelBytes = 63;
constexpr unsigned kPointer = 0xC0; ///< the two highest bits of a length byte

unsigned byte_at(std::string_view bytes, std::size_t at)
{
    return static_cast<unsigned char>(bytes[at]);
}

char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

void append_label(std::string& name, std::string_view label)
{
    name += static_cast<char>(label.size());
    name += lower_cased(label);
}

} // namespace

std::string lower_cased(std::string_view bytes)
{
    std::string result(bytes);
    std::transform(result.begin(), result.end(), result.begin(), lower); // lengths of labels are no letters
    return result;
}

std::optional<std::size_t> behind_name(std::string_view message, std::size_t at)
{
    const std::size_t begin = at;
    while (at < message.size() && at - begin < kMaxNameBytes) {
        const unsigned length = byte_at(message, at);
        if (length == 0) {
            return at + 1;
        }
        if (length >= kPointer) {
            return at + 2 <= message.size() ? std::optional(at + 2) : std::nullopt;
        }
        if (length > kMaxLabelBytes) {
            return std::nullopt; // RFC 6891 5: the other two kinds of labels are no more
        }
        at += 1 + length;
    }
    return std::nullopt;
}

std::optional<std::string> read_name(std::string_view message, std::size_t& at)
{
    const auto end = behind_name(message, at);
    if (!end || message[*end - 1] != '\0' || *end - at > kMaxNameBytes) {
        return std::nullopt;
    }
    for (std::size_t label = at; label + 1 < *end; label += 1 + byte_at(message, label)) {
        if (byte_at(message, label) > kMaxLabelBytes) {
            return std::nullopt; // a pointer whose second byte is zero
        }
    }
    std::string name = lower_cased(message.substr(at, *end - at));
    at = *end;
    return name;
}

std::optional<std::string> name_from_text(std::string_view text)
{
    if (text.ends_with('.')) {
        text.remove_suffix(1);
    }
    std::string name;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('.'), text.size());
        if (end == 0 || end > kMaxLabelBytes || end + 1 == text.size()) {
            return std::nullopt;
        }
        append_label(name, text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (name.empty() || name.size() >= kMaxNameBytes) {
        return std::nullopt;
    }
    return name + '\0';
}

bool is_at_or_below(std::string_view name, std::string_view zone)
{
    while (name.size() > zone.size()) {
        name.remove_prefix(1 + byte_at(name, 0));
    }
    return name == zone;
}

std::string reverse_name(std::string_view address)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    const bool is_ipv4 = address.size() == 4;
    std::string name;
    for (auto byte = address.rbegin(); byte != address.rend(); ++byte) {
        const unsigned value = static_cast<unsigned char>(*byte);
        if (is_ipv4) {
            append_label(name, std::to_string(value));
        } else {
            append_label(name, kDigits.substr(value & 0xFU, 1));
            append_label(name, kDigits.substr(value >> 4U, 1));
        }
    }
    append_label(name, is_ipv4 ? "in-addr" : "ip6");
    append_label(name, "arpa");
    return name + '\0';
}

} // namespace berth::netbridge::dns
