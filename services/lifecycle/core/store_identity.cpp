// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/store_identity.hpp"

#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace berth::lifecycle {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kExpectedKey = "store_id";
constexpr int kIndent = 2;

std::string start_empty_hint(const StoreFacts& facts)
{
    return "or remove " + facts.state_file.string() + " to start with an empty one";
}

[[noreturn]] void throw_missing(const StoreFacts& facts)
{
    throw base::Error(
        "the store " + *facts.expected_id + " is not at " + facts.store_dir.string() + ", there is nothing",
        "mount its disk or move it back to " + facts.store_dir.string() + ", " + start_empty_hint(facts));
}

[[noreturn]] void throw_unmarked(const StoreFacts& facts)
{
    throw base::Error(
        facts.store_dir.string() + " holds data but no identity.json, so it is not known whose they are",
        (facts.expected_id ? "put identity.json of store " + *facts.expected_id + " back"
                           : std::string("put its identity.json back")) +
            ", or move the directory away; then, if the old store shall not be used any more, remove " +
            facts.state_file.string());
}

[[noreturn]] void throw_foreign(const StoreFacts& facts)
{
    throw base::Error("the store at " + facts.store_dir.string() + " is " + facts.found->id +
                          ", but this instance's is " + *facts.expected_id,
                      "move the right store back to " + facts.store_dir.string() + ", or remove " +
                          facts.state_file.string() + " to use the one that is there");
}

Json parse_object(const std::string& text, const std::string& file_name)
{
    Json object = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!object.is_object()) {
        throw base::Error(file_name + " is damaged: it is not a JSON object", "restore it from a backup");
    }
    return object;
}

std::string text_member(const Json& object, const char* name, const std::string& file_name)
{
    const auto found = object.find(name);
    if (found == object.end() || !found->is_string() || found->get_ref<const std::string&>().empty()) {
        throw base::Error(file_name + " is damaged: it has no \"" + std::string(name) + "\"",
                          "restore it from a backup");
    }
    return found->get<std::string>();
}

} // namespace

StoreAction judge_store(const StoreFacts& facts)
{
    if (!facts.found) {
        if (facts.has_content) {
            throw_unmarked(facts);
        }
        if (facts.expected_id) {
            throw_missing(facts);
        }
        return StoreAction::create;
    }
    if (facts.expected_id && *facts.expected_id != facts.found->id) {
        throw_foreign(facts);
    }
    if (facts.found->generation > kStoreGeneration) {
        throw base::Error("the store at " + facts.store_dir.string() +
                              " was made by a newer berth (generation " +
                              std::to_string(facts.found->generation) + ", this one knows " +
                              std::to_string(kStoreGeneration) + ")",
                          "install that newer berth again");
    }
    return facts.expected_id ? StoreAction::open : StoreAction::adopt;
}

std::string to_json(const StoreIdentity& identity)
{
    return Json{{"id", identity.id}, {"created", identity.created}, {"generation", identity.generation}}.dump(
               kIndent) +
           "\n";
}

StoreIdentity parse_identity(const std::string& text, const std::string& file_name)
{
    const Json object = parse_object(text, file_name);
    const auto generation = object.find("generation");
    if (generation == object.end() || !generation->is_number_unsigned()) {
        throw base::Error(file_name + " is damaged: it has no \"generation\"", "restore it from a backup");
    }
    return {.id = text_member(object, "id", file_name),
            .created = text_member(object, "created", file_name),
            .generation = generation->get<unsigned>()};
}

std::optional<std::string> parse_expected_id(const std::string& text, const std::string& file_name)
{
    const Json object = parse_object(text, file_name);
    return object.contains(kExpectedKey) ? std::optional(text_member(object, kExpectedKey, file_name))
                                         : std::nullopt;
}

std::string with_expected_id(const std::string& text, const std::string& id, const std::string& file_name)
{
    Json object = text.empty() ? Json::object() : parse_object(text, file_name);
    object[kExpectedKey] = id;
    return object.dump(kIndent) + "\n";
}

} // namespace berth::lifecycle
