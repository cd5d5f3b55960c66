// SPDX-License-Identifier: Apache-2.0
#include "services/updater/core/version.hpp"

#include <algorithm>
#include <utility>

namespace berth::updater {
namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Weight of the sign at `text`'s front within a non-digit part; the part's end weighs 0.
int front_weight(std::string_view text)
{
    if (text.empty() || is_digit(text.front())) {
        return 0;
    }
    const char sign = text.front();
    if (sign == '~') {
        return -1;
    }
    return is_letter(sign) ? sign : sign + 256;
}

int compare_signs(std::string_view& left, std::string_view& right)
{
    while ((!left.empty() && !is_digit(left.front())) || (!right.empty() && !is_digit(right.front()))) {
        const int difference = front_weight(left) - front_weight(right);
        if (difference != 0) {
            return difference;
        }
        left.remove_prefix(1); // equal weights that are not 0: neither has ended
        right.remove_prefix(1);
    }
    return 0;
}

/// Takes the leading number away, without its leading zeros, so that length decides first and no number
/// overflows.
std::string_view take_number(std::string_view& text)
{
    while (!text.empty() && text.front() == '0') {
        text.remove_prefix(1);
    }
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    const std::string_view number = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(number.size());
    return number;
}

int compare_numbers(std::string_view left, std::string_view right)
{
    if (left.size() != right.size()) {
        return left.size() < right.size() ? -1 : 1;
    }
    return left.compare(right);
}

int compare_part(std::string_view left, std::string_view right)
{
    while (!left.empty() || !right.empty()) {
        if (const int difference = compare_signs(left, right); difference != 0) {
            return difference;
        }
        if (const int difference = compare_numbers(take_number(left), take_number(right)); difference != 0) {
            return difference;
        }
    }
    return 0;
}

/// Upstream version and Debian revision: split at the last '-'.
std::pair<std::string_view, std::string_view> split_revision(std::string_view version)
{
    const std::size_t dash = version.rfind('-');
    if (dash == std::string_view::npos) {
        return {version, {}};
    }
    return {version.substr(0, dash), version.substr(dash + 1)};
}

} // namespace

int compare_versions(std::string_view left, std::string_view right)
{
    const auto [left_upstream, left_revision] = split_revision(left);
    const auto [right_upstream, right_revision] = split_revision(right);
    const int difference = compare_part(left_upstream, right_upstream);
    return difference != 0 ? difference : compare_part(left_revision, right_revision);
}

} // namespace berth::updater
