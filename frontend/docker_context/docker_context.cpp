// SPDX-License-Identifier: Apache-2.0
#include "frontend/docker_context/docker_context.hpp"

#include <array>

#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "frontend/docker_context/acting_user.hpp"

namespace berth::docker_context {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kConfigMode = 0700; // what the docker client gives to ~/.docker
constexpr mode_t kStoreMode = 0755;
constexpr mode_t kMetaMode = 0644;

fs::path store_of(const User& user)
{
    return user.config_dir / "contexts";
}

fs::path meta_dir(const User& user, const std::string& name)
{
    return store_of(user) / "meta" / directory_name(name);
}

/// Members in the order in which the docker client writes them.
std::string to_json(const Context& context)
{
    return nlohmann::ordered_json{
        {"Name", context.name},
        {"Metadata", {{"Description", context.description}}},
        {"Endpoints", {{"docker", {{"Host", context.host}, {"SkipTLSVerify", false}}}}}}
        .dump();
}

void make_meta_dir(const User& user, const std::string& name)
{
    base::make_directories(user.config_dir, kConfigMode);
    base::make_directories(store_of(user), kStoreMode);
    base::make_directories(store_of(user) / "meta", kStoreMode);
    base::make_directories(meta_dir(user, name), kStoreMode);
}

bool remove_tree(const fs::path& path)
{
    std::error_code error;
    const auto count = fs::remove_all(path, error);
    if (error) {
        throw base::SystemError("removing " + path.string(), error.value());
    }
    return count > 0;
}

} // namespace

Context context_of(const base::Instance& instance)
{
    return {.name = "berth" + instance.suffix(),
            .description =
                instance.name().empty() ? "berth engine" : "berth engine, instance " + instance.name(),
            .host = "unix://" + (instance.run_dir() / "docker.sock").string()};
}

Change put(const User& user, const Context& context)
{
    const ActingUser acting(user.uid, user.gid);
    const fs::path file = meta_dir(user, context.name) / "meta.json";
    const std::string wanted = to_json(context);
    const base::Result<std::string> present = base::read_file(file);
    if (present.has_value() && *present == wanted) {
        return Change::none;
    }
    make_meta_dir(user, context.name);
    base::write_file_atomically(file, wanted, kMetaMode);
    return present.has_value() ? Change::updated : Change::created;
}

Change remove(const User& user, const std::string& name)
{
    const ActingUser acting(user.uid, user.gid);
    const bool had_tls = remove_tree(store_of(user) / "tls" / directory_name(name));
    return remove_tree(meta_dir(user, name)) || had_tls ? Change::removed : Change::none;
}

std::string directory_name(const std::string& name)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (::EVP_Digest(name.data(), name.size(), digest.data(), &size, ::EVP_sha256(), nullptr) != 1) {
        throw base::Error("OpenSSL cannot compute a SHA-256");
    }
    constexpr const char* kDigits = "0123456789abcdef";
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        text += kDigits[digest.at(i) >> 4U];
        text += kDigits[digest.at(i) & 0xFU];
    }
    return text;
}

} // namespace berth::docker_context
