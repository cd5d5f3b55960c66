// SPDX-License-Identifier: Apache-2.0
#include "services/updater/image/digest.hpp"

#include <array>
#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::updater {
namespace {

constexpr std::size_t kBlockBytes = 1U << 18U;

void expect_success(int outcome)
{
    if (outcome != 1) {
        throw base::Error("libcrypto refused to compute a SHA-256");
    }
}

} // namespace

struct Sha256::State {
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>())
{
    expect_success(EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr));
}

Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes)
{
    expect_success(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()));
}

std::string Sha256::finish()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
    unsigned int length = 0;
    expect_success(EVP_DigestFinal_ex(state_->context.get(), raw.data(), &length));
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
        text += kDigits[raw[i] >> 4U];
        text += kDigits[raw[i] & 0xfU];
    }
    return text;
}

std::string sha256_of(std::string_view bytes)
{
    Sha256 digest;
    digest.update(bytes);
    return digest.finish();
}

FileDigest digest_file(const std::filesystem::path& path, const std::stop_token& stop)
{
    const base::UniqueFd fd = base::open_file(path, O_RDONLY | O_NOFOLLOW);
    (void)::posix_fadvise(fd.get(), 0, 0, POSIX_FADV_SEQUENTIAL); // advice only
    std::vector<char> block(kBlockBytes);
    Sha256 digest;
    FileDigest result;
    for (;;) {
        if (stop.stop_requested()) {
            throw Cancelled{};
        }
        const ssize_t got = ::read(fd.get(), block.data(), block.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            throw base::SystemError("reading " + path.string());
        }
        if (got == 0) {
            result.sha256 = digest.finish();
            return result;
        }
        digest.update({block.data(), static_cast<std::size_t>(got)});
        result.size_bytes += static_cast<std::uint64_t>(got);
    }
}

} // namespace berth::updater
