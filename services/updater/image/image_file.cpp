// SPDX-License-Identifier: Apache-2.0
#include "services/updater/image/image_file.hpp"

#include "base/error.hpp"
#include "services/updater/core/limits.hpp"
#include "services/updater/core/manifest.hpp"
#include "services/updater/image/digest.hpp"
#include "services/updater/image/iso_reader.hpp"
#include "services/updater/image/iso_writer.hpp"

namespace berth::updater {
namespace {

std::string read_text(IsoReader& reader, const IsoEntry& entry, const std::filesystem::path& iso)
{
    if (entry.size_bytes > kMaxManifestBytes) {
        throw base::Error("the manifest of " + iso.string() + " is too large");
    }
    std::string text(entry.size_bytes, '\0');
    std::size_t filled = 0;
    while (filled < text.size()) {
        const std::size_t got = reader.read(text.data() + filled, text.size() - filled);
        if (got == 0) {
            throw base::Error("the manifest of " + iso.string() + " is cut short");
        }
        filled += got;
    }
    return text;
}

} // namespace

v1::PackManifest write_image(const std::filesystem::path& iso, v1::PackManifest described,
                             const std::vector<ImageSource>& sources)
{
    described.clear_files();
    std::vector<IsoSource> members{{std::string(kManifestFile), {}, {}}};
    for (const ImageSource& source : sources) {
        const FileDigest digest = digest_file(source.from_file);
        v1::PackFile& file = *described.add_files();
        file.set_path(source.path);
        file.set_size_bytes(digest.size_bytes);
        file.set_sha256(digest.sha256);
        members.push_back({source.path, source.from_file, {}});
    }
    if (const std::string error = find_manifest_error(described); !error.empty()) {
        throw base::Error("the manifest for " + iso.string() + " is not valid: " + error);
    }
    members.front().text = write_manifest(described);
    write_iso(iso, members);
    return described;
}

ManifestText read_manifest(const std::filesystem::path& iso)
{
    IsoReader reader(iso);
    while (const auto entry = reader.next()) {
        if (entry->path != kManifestFile || entry->type != IsoEntry::Type::file) {
            continue;
        }
        std::string text = read_text(reader, *entry, iso);
        auto manifest = parse_manifest(text);
        if (!manifest) {
            throw base::Error(iso.string() + ": " + manifest.error().message, manifest.error().hint);
        }
        return {std::move(*manifest), std::move(text)};
    }
    throw base::Error(iso.string() + " has no " + std::string(kManifestFile),
                      "it is not an image of berth's: remove it from that directory");
}

} // namespace berth::updater
