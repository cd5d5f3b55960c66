// SPDX-License-Identifier: Apache-2.0
// Which store is whose. The store (images, volumes, containers) lies apart from everything else and can be
// lost from view without being lost: a disk that was not mounted, a directory restored elsewhere. An engine
// that then starts on a new, empty store shows the user that all is gone, and new data grow where the old
// ones belong. So each store has an identity inside, the instance remembers outside which one it expects, and
// anything else is an error. Pure.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace berth::lifecycle {

/// The layout of stores that this berth makes and understands; older ones it opens, newer ones it refuses.
constexpr unsigned kStoreGeneration = 1;

struct StoreIdentity {
    std::string id;      ///< a random UUID
    std::string created; ///< UTC, ISO 8601
    unsigned generation = kStoreGeneration;
};

/// What was found. Paths are in the host's mount namespace and serve messages only.
struct StoreFacts {
    std::filesystem::path store_dir;
    std::filesystem::path state_file;                      ///< that remembers expected_id
    std::optional<std::string> expected_id = std::nullopt; ///< none: this instance never had a store
    bool has_content = false;                              ///< the directory holds more than a lock
    std::optional<StoreIdentity> found = std::nullopt;
};

enum class StoreAction {
    create, ///< nothing expected, nothing there
    adopt,  ///< nothing expected, a store there: it is the one from now on
    open,   ///< the expected one
};

/// Throws base::Error that says which of missing, foreign, unmarked and too new it is, and what to do.
StoreAction judge_store(const StoreFacts& facts);

/// identity.json. parse throws base::Error that names the file when it is damaged.
std::string to_json(const StoreIdentity& identity);
StoreIdentity parse_identity(const std::string& text, const std::string& file_name);

/// state.json: std::nullopt where it holds no store's id; throws base::Error when it is damaged.
std::optional<std::string> parse_expected_id(const std::string& text, const std::string& file_name);
/// The text with the id in it, other members kept. `text` may be empty.
std::string with_expected_id(const std::string& text, const std::string& id, const std::string& file_name);

} // namespace berth::lifecycle
