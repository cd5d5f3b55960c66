// SPDX-License-Identifier: Apache-2.0
// The forms in which a secret turns up in other texts. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace berth::logging {

struct SecretEncoding {
    std::string text;
    bool is_base64 = false; ///< what stands beside it in the same run belongs to it
};

/// As it is, percent-encoded as URLs and forms are, escaped as in JSON (once and twice), and base64 of all
/// three alignments in both alphabets.
std::vector<SecretEncoding> encodings_of(std::string_view secret);

/// The characters of base64 that are the same whatever stands around the secret, for `before` bytes (0 to 2,
/// modulo 3) in front of it.
std::string base64_core(std::string_view secret, std::size_t before);

std::string percent_encoded(std::string_view text);

} // namespace berth::logging
