// SPDX-License-Identifier: Apache-2.0
// Domain names as messages have them: "\3www\7example\0", lower-cased, so that names that are the same have
// the same bytes (RFC 1035 3.1, RFC 4343).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace berth::netbridge::dns {

inline constexpr std::size_t kMaxNameBytes = 255;

/// The name that begins at `at`, which then stands behind it. std::nullopt: it does not end inside the
/// message, is too long, or is compressed. Nothing that we read a name from may be: in a question there is
/// no earlier name that a pointer could lead to.
std::optional<std::string> read_name(std::string_view message, std::size_t& at);

/// Behind the name that begins at `at`; of a compressed one only the pointer's place counts. std::nullopt: it
/// does not end inside the message.
std::optional<std::size_t> behind_name(std::string_view message, std::size_t at);

/// "host.docker.internal", with or without the last dot. std::nullopt: no name (an empty label, one of more
/// than 63 bytes, more than 255 in all).
std::optional<std::string> name_from_text(std::string_view text);

std::string lower_cased(std::string_view bytes);

bool is_at_or_below(std::string_view name, std::string_view zone);

/// The name whose PTR record tells who has the address: 4 or 16 bytes in network order.
std::string reverse_name(std::string_view address);

} // namespace berth::netbridge::dns
