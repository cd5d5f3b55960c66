// SPDX-License-Identifier: Apache-2.0
// Names of people and machines become "user-1", "host-1", "distro-1": the same name the same word all over a
// bundle, numbered as they turn up, so that the word says nothing. Ids that others could compare with a list
// of their own (image digests) become a keyed hash; the key is made for each bundle and thrown away. Pure.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace berth::bundle {

class Pseudonyms {
public:
    /// Hexadecimal digits that nobody can make without the bundle's key.
    using KeyedHash = std::function<std::string(std::string_view)>;

    explicit Pseudonyms(KeyedHash hash) : hash_(std::move(hash)) {}

    /// `kind` is "user", "host" or "distro". Found in any case of letters, as a whole word. Names that every
    /// machine has ("root", "localhost") are no names.
    void add(const std::string& kind, const std::string& name);
    void add_home(const std::string& user, const std::string& directory)
    {
        homes_.emplace_back(directory, user);
    }

    /// "user-1" for a name, known before or not.
    std::string of(const std::string& kind, const std::string& name);
    /// "image-3f2a9c01".
    std::string hashed(const std::string& kind, std::string_view id) const;

    /// The text with every known name replaced; `count` grows with each.
    std::string in_text(std::string_view text, std::size_t& count);

    /// The home that a path lies in: its pseudonym as a path, and how much of the path that was; else empty.
    struct Home {
        std::string replacement; ///< "/home/user-1"
        std::size_t length = 0;
    };
    Home home_of(std::string_view path);

private:
    struct Name {
        std::string lower;
        std::string kind;
    };
    const Name* name_at(std::string_view text, std::size_t at) const;

    KeyedHash hash_;
    std::unordered_map<char, std::vector<Name>> by_first_byte_; ///< the longest first
    std::vector<std::pair<std::string, std::string>> homes_;    ///< directory, user
    std::map<std::pair<std::string, std::string>, std::string> given_;
    std::map<std::string, unsigned> last_number_; ///< by kind
};

} // namespace berth::bundle
