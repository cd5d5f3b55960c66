// SPDX-License-Identifier: Apache-2.0
#include "services/updater/image/iso_reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::updater {
namespace {

constexpr std::size_t kReadBlockBytes = 1U << 20U;

[[noreturn]] void throw_archive_error(const std::filesystem::path& iso, archive* reader)
{
    const char* text = archive_error_string(reader);
    throw base::Error("reading " + iso.string() + ": " + (text != nullptr ? text : "not an ISO 9660 file"),
                      "the file is damaged or incomplete: build or fetch it again");
}

IsoEntry::Type to_type(archive_entry* entry)
{
    if (archive_entry_hardlink(entry) != nullptr) {
        return IsoEntry::Type::other;
    }
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
        return IsoEntry::Type::file;
    case AE_IFDIR:
        return IsoEntry::Type::directory;
    default:
        return IsoEntry::Type::other;
    }
}

} // namespace

struct IsoReader::State {
    struct Free {
        void operator()(archive* reader) const { archive_read_free(reader); }
    };
    base::UniqueFd fd; // before the reader, which uses it to its end
    std::unique_ptr<archive, Free> reader{archive_read_new()};
};

IsoReader::IsoReader(std::filesystem::path iso) : iso_(std::move(iso)), state_(std::make_unique<State>())
{
    state_->fd = base::open_file(iso_, O_RDONLY);
    archive* reader = state_->reader.get();
    if (archive_read_support_format_iso9660(reader) != ARCHIVE_OK ||
        archive_read_open_fd(reader, state_->fd.get(), kReadBlockBytes) != ARCHIVE_OK) {
        throw_archive_error(iso_, reader);
    }
}

IsoReader::~IsoReader() = default;

std::optional<IsoEntry> IsoReader::next()
{
    archive_entry* entry = nullptr; // owned by the reader
    for (;;) {
        const int outcome = archive_read_next_header(state_->reader.get(), &entry);
        if (outcome == ARCHIVE_EOF) {
            return std::nullopt;
        }
        if (outcome != ARCHIVE_OK) {
            throw_archive_error(iso_, state_->reader.get());
        }
        const char* path = archive_entry_pathname(entry);
        if (path == nullptr) {
            throw base::Error("reading " + iso_.string() + ": an entry has no name");
        }
        if (std::string(path) != ".") {
            const IsoEntry::Type type = to_type(entry);
            const la_int64_t size = type == IsoEntry::Type::file ? archive_entry_size(entry) : 0;
            return IsoEntry{path, type, size > 0 ? static_cast<std::uint64_t>(size) : 0};
        }
    }
}

std::size_t IsoReader::read(char* buffer, std::size_t size)
{
    const la_ssize_t got = archive_read_data(state_->reader.get(), buffer, size);
    if (got < 0) {
        throw_archive_error(iso_, state_->reader.get());
    }
    return static_cast<std::size_t>(got);
}

} // namespace berth::updater
