// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/caller.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include <pwd.h>
#include <sodium.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "frontend/diagnose/bundle/core/reduce.hpp"
#include "frontend/diagnose/bundle/core/secrets_in.hpp"
#include "settings/settings.hpp"

namespace berth::bundle {
namespace {

constexpr uid_t kFirstPersonsId = 1000;
constexpr uid_t kNobodysId = 65534;

/// BLAKE2b with a random key.
Pseudonyms::KeyedHash make_hash()
{
    if (::sodium_init() < 0) {
        throw base::Error("libsodium cannot be used: no random numbers");
    }
    std::array<unsigned char, crypto_generichash_KEYBYTES> key{};
    ::randombytes_buf(key.data(), key.size());
    return [key](std::string_view text) {
        std::array<unsigned char, crypto_generichash_BYTES> digest{};
        ::crypto_generichash(digest.data(), digest.size(),
                             reinterpret_cast<const unsigned char*>(text.data()), text.size(), key.data(),
                             key.size());
        std::array<char, 2 * crypto_generichash_BYTES + 1> hex{};
        ::sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
        return std::string(hex.data());
    };
}

std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

std::string first_line(const base::Result<std::string>& text)
{
    return text ? text->substr(0, text->find('\n')) : std::string();
}

/// The file, not the whole directory of users that a company has: those are not of this machine.
void add_users(Pseudonyms& names, uid_t caller)
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/etc/passwd", "re"), &std::fclose);
    const passwd* entry = nullptr;
    while (file && (entry = ::fgetpwent(file.get())) != nullptr) {
        const bool is_person = entry->pw_uid >= kFirstPersonsId && entry->pw_uid != kNobodysId;
        if (entry->pw_uid != 0 && (is_person || entry->pw_uid == caller)) {
            names.add("user", entry->pw_name);
            names.add_home(entry->pw_name, entry->pw_dir);
        }
    }
    for (const char* each : {"SUDO_USER", "USER", "LOGNAME"}) {
        names.add("user", variable(each));
    }
}

void add_hosts(Pseudonyms& names)
{
    std::array<char, 256> name{};
    (void)::gethostname(name.data(), name.size() - 1); // without a name there is none to hide
    for (const std::string& each :
         {std::string(name.data()), first_line(base::read_file("/etc/hostname")), variable("HOSTNAME")}) {
        names.add("host", each);
        names.add("host", each.substr(0, each.find('.')));
    }
}

} // namespace

logging::KnownSecrets known_secrets(const base::Instance& instance, const docker_context::User& user)
{
    logging::KnownSecrets secrets;
    const auto add_all = [&](const std::vector<std::string>& found) {
        for (const std::string& each : found) {
            secrets.add(each);
        }
    };
    if (const auto config = base::read_file(user.config_dir / "config.json")) {
        add_all(secrets_in_docker_config(*config));
    }
    for (char** each = ::environ; each != nullptr && *each != nullptr; ++each) {
        add_all(secrets_in_variable(*each));
    }
    try {
        const Json daemon =
            Json::parse(settings::load_written(instance.settings_file()).engine().daemon_json(), nullptr,
                        /*allow_exceptions=*/false);
        const Json proxies = daemon.is_object() ? daemon.value("proxies", Json::object()) : Json::object();
        for (const Json& proxy : proxies) {
            add_all(proxy.is_string() ? secrets_in_url(proxy.get<std::string>())
                                      : std::vector<std::string>{});
        }
    } catch (const base::Error&) {
        // settings that cannot be read: the collector of settings says so
    }
    return secrets;
}

Pseudonyms known_names(const base::Instance& instance, const docker_context::User& user)
{
    Pseudonyms names(make_hash());
    add_users(names, user.uid);
    add_hosts(names);
    std::error_code error; // no distros: none to hide
    for (const auto& entry : std::filesystem::directory_iterator(instance.state_dir() / "distros", error)) {
        names.add("distro", entry.path().filename().string());
    }
    return names;
}

} // namespace berth::bundle
