// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/archive.hpp"

#include <array>
#include <memory>

#include <archive.h>
#include <archive_entry.h>

#include "base/error.hpp"

namespace berth::bundle {
namespace {

struct Format {
    std::string_view ending;
    int (*set_format)(archive*);
    int (*add_filter)(archive*);
};
constexpr std::array<Format, 5> kFormats{{
    {".tar.gz", archive_write_set_format_pax_restricted, archive_write_add_filter_gzip},
    {".tgz", archive_write_set_format_pax_restricted, archive_write_add_filter_gzip},
    {".tar.zst", archive_write_set_format_pax_restricted, archive_write_add_filter_zstd},
    {".tar.xz", archive_write_set_format_pax_restricted, archive_write_add_filter_xz},
    {".zip", archive_write_set_format_zip, archive_write_add_filter_none},
}};

const Format& format_of(const std::string& file_name)
{
    for (const Format& format : kFormats) {
        if (file_name.size() > format.ending.size() &&
            file_name.compare(file_name.size() - format.ending.size(), format.ending.size(), format.ending) ==
                0) {
            return format;
        }
    }
    throw base::Error("the ending of " + file_name + " names no archive that can be made",
                      "use .tar.gz, .tar.zst, .tar.xz or .zip");
}

struct WriteFree {
    void operator()(archive* writer) const { archive_write_free(writer); }
};
struct EntryFree {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

la_ssize_t append(archive* /*writer*/, void* to, const void* bytes, std::size_t count)
{
    static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), count);
    return static_cast<la_ssize_t>(count);
}

void check(archive* writer, int outcome)
{
    if (outcome != ARCHIVE_OK) {
        const char* why = archive_error_string(writer);
        throw base::Error(std::string("making the archive: ") + (why == nullptr ? "out of memory" : why));
    }
}

void add(archive* writer, const std::string& path, const std::string& content, long long time)
{
    const std::unique_ptr<archive_entry, EntryFree> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), path.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0600);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
    archive_entry_set_mtime(entry.get(), time, 0);
    check(writer, archive_write_header(writer, entry.get()));
    if (archive_write_data(writer, content.data(), content.size()) !=
        static_cast<la_ssize_t>(content.size())) {
        check(writer, ARCHIVE_FATAL);
    }
}

} // namespace

void check_archive_name(const std::string& file_name)
{
    (void)format_of(file_name);
}

std::string make_archive(const std::string& file_name, const std::string& directory,
                         const std::vector<ArchivedFile>& files, long long time)
{
    const Format& format = format_of(file_name);
    std::string bytes;
    const std::unique_ptr<archive, WriteFree> writer(archive_write_new());
    check(writer.get(), format.set_format(writer.get()));
    check(writer.get(), format.add_filter(writer.get()));
    check(writer.get(), archive_write_set_bytes_in_last_block(writer.get(), 1));
    check(writer.get(), archive_write_open(writer.get(), &bytes, nullptr, append, nullptr));
    for (const ArchivedFile& file : files) {
        add(writer.get(), directory + "/" + file.path, file.content, time);
    }
    check(writer.get(), archive_write_close(writer.get()));
    return bytes;
}

} // namespace berth::bundle
