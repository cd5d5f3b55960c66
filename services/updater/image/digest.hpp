// SPDX-License-Identifier: Apache-2.0
// SHA-256 of streams and files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace berth::updater {

/// Running digest. Throws base::Error when the crypto library refuses (it never should).
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void update(std::string_view bytes);
    std::string finish(); ///< 64 lower-case hexadecimal digits; once

private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string sha256_of(std::string_view bytes);

struct FileDigest {
    std::string sha256;
    std::uint64_t size_bytes = 0;
};

/// Reads the whole file (no symlink at its end); a requested stop throws Cancelled. Throws SystemError.
FileDigest digest_file(const std::filesystem::path& path, const std::stop_token& stop = {});

/// Thrown from long work when its stop token was triggered: not a failure, and never shown to a person.
struct Cancelled {};

} // namespace berth::updater
