// SPDX-License-Identifier: Apache-2.0
#include "services/updater/core/manifest.hpp"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include "base/error.hpp"
#include "services/updater/core/file_list.hpp"
#include "services/updater/core/limits.hpp"

namespace berth::updater {
namespace {

constexpr std::size_t kKeyDigitsInSlotName = 12;
constexpr std::string_view kLowerAndDigits = "abcdefghijklmnopqrstuvwxyz0123456789";

/// Names and versions become parts of directory names.
bool is_word(std::string_view text, std::string_view further, std::size_t max_bytes)
{
    if (text.empty() || text.size() > max_bytes ||
        kLowerAndDigits.find(text.front()) == std::string_view::npos) {
        return false;
    }
    const std::string allowed = std::string(kLowerAndDigits) + std::string(further);
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

std::string find_identity_error(const v1::PackManifest& manifest)
{
    if (manifest.kind() != v1::IMAGE_KIND_BASE && manifest.kind() != v1::IMAGE_KIND_PACK) {
        return "kind is neither IMAGE_KIND_BASE nor IMAGE_KIND_PACK";
    }
    if (!is_word(manifest.name(), "-", kMaxNameBytes)) {
        return fmt::format("name is not 1 to {} of a-z, 0-9 and '-'", kMaxNameBytes);
    }
    if (!is_word(manifest.version(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ.+~-", kMaxVersionBytes)) {
        return fmt::format("version is not 1 to {} of letters, digits, '.', '+', '~' and '-'",
                           kMaxVersionBytes);
    }
    if (!is_word(manifest.architecture(), "-", kMaxNameBytes)) {
        return "architecture is not a Debian architecture name such as amd64";
    }
    if (!is_sha256_text(manifest.content_key())) {
        return "content_key is not 64 hexadecimal digits";
    }
    if (manifest.components_size() > kMaxComponents) {
        return fmt::format("{} components are listed, more than {}", manifest.components_size(),
                           kMaxComponents);
    }
    return {};
}

} // namespace

std::string find_manifest_error(const v1::PackManifest& manifest)
{
    if (manifest.format() != kManifestFormat) {
        return fmt::format("format is {}, and this berth reads format {}", manifest.format(),
                           kManifestFormat);
    }
    if (std::string error = find_identity_error(manifest); !error.empty()) {
        return error;
    }
    return find_file_list_error(manifest.files());
}

base::Result<v1::PackManifest> parse_manifest(std::string_view json)
{
    if (json.size() > kMaxManifestBytes) {
        return base::Failure{
            fmt::format("the manifest has {} bytes, more than {}", json.size(), kMaxManifestBytes), {}};
    }
    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    v1::PackManifest manifest;
    const auto parsed =
        google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &manifest, options);
    if (!parsed.ok()) {
        return base::Failure{"the manifest is not what berth writes: " + std::string(parsed.message()), {}};
    }
    if (const std::string error = find_manifest_error(manifest); !error.empty()) {
        const bool newer = manifest.format() > kManifestFormat;
        return base::Failure{"the manifest is not valid: " + error,
                             newer ? "the image is made for a newer berth: upgrade berth first" : ""};
    }
    return manifest;
}

std::string write_manifest(const v1::PackManifest& manifest)
{
    google::protobuf::util::JsonPrintOptions options;
    options.add_whitespace = true;
    options.preserve_proto_field_names = true;
    std::string json;
    const auto printed = google::protobuf::util::MessageToJsonString(manifest, &json, options);
    base::expects(printed.ok(), "a PackManifest can be printed as JSON");
    return json;
}

const v1::PackFile* find_file(const v1::PackManifest& manifest, std::string_view path)
{
    for (const v1::PackFile& file : manifest.files()) {
        if (file.path() == path) {
            return &file;
        }
    }
    return nullptr;
}

std::string_view kind_name(v1::ImageKind kind)
{
    switch (kind) {
    case v1::IMAGE_KIND_BASE:
        return "base";
    case v1::IMAGE_KIND_PACK:
        return "pack";
    default:
        return "unknown";
    }
}

std::string describe(const v1::PackManifest& manifest)
{
    return fmt::format("{} {} {}", kind_name(manifest.kind()), manifest.name(), manifest.version());
}

std::string slot_name(const v1::PackManifest& manifest)
{
    return fmt::format("{}-{}-{}-{}", kind_name(manifest.kind()), manifest.name(), manifest.version(),
                       manifest.content_key().substr(0, kKeyDigitsInSlotName));
}

} // namespace berth::updater
