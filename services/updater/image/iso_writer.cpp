// SPDX-License-Identifier: Apache-2.0
#include "services/updater/image/iso_writer.hpp"

#include <cerrno>
#include <memory>
#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/scope_exit.hpp"
#include "services/updater/image/iso_dates.hpp"

namespace berth::updater {
namespace {

constexpr std::size_t kBlockBytes = 1U << 18U;
constexpr mode_t kFileMode = 0444;

// Rock Ridge strict keeps names and modes, level 3 carries files of 4 GiB and more, Joliet would double every
// name.
constexpr const char* kFormatOptions = "rockridge=strict,iso-level=3,!joliet,!pad,volume-id=BERTH";

struct FreeArchive {
    void operator()(archive* writer) const { archive_write_free(writer); }
};
struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
using Writer = std::unique_ptr<archive, FreeArchive>;

void expect_ok(int outcome, archive* writer, const std::string& doing)
{
    if (outcome == ARCHIVE_OK) {
        return;
    }
    const char* text = archive_error_string(writer);
    const bool full = archive_errno(writer) == ENOSPC;
    throw base::Error(doing + ": " + (text != nullptr ? text : "libarchive says no more"),
                      full ? "free some space there and in TMPDIR: writing needs twice the image's size"
                           : "");
}

void write_header(archive* writer, const IsoSource& source, std::uint64_t size)
{
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), source.path.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), kFileMode);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
    archive_entry_set_mtime(entry.get(), 0, 0);
    expect_ok(archive_write_header(writer, entry.get()), writer, "adding " + source.path + " to the iso");
}

void write_data(archive* writer, const char* bytes, std::size_t size, const std::string& path)
{
    if (archive_write_data(writer, bytes, size) != static_cast<la_ssize_t>(size)) {
        expect_ok(ARCHIVE_FATAL, writer, "writing " + path + " into the iso");
    }
}

void add_file(archive* writer, const IsoSource& source)
{
    const base::UniqueFd fd = base::open_file(source.from_file, O_RDONLY);
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) {
        throw base::SystemError("looking at " + source.from_file.string());
    }
    write_header(writer, source, static_cast<std::uint64_t>(status.st_size));
    std::vector<char> block(kBlockBytes);
    for (;;) {
        const ssize_t got = ::read(fd.get(), block.data(), block.size());
        if (got < 0 && errno != EINTR) {
            throw base::SystemError("reading " + source.from_file.string());
        }
        if (got == 0) {
            return;
        }
        if (got > 0) {
            write_data(writer, block.data(), static_cast<std::size_t>(got), source.path);
        }
    }
}

void add(archive* writer, const IsoSource& source)
{
    if (!source.from_file.empty()) {
        add_file(writer, source);
        return;
    }
    write_header(writer, source, source.text.size());
    write_data(writer, source.text.data(), source.text.size(), source.path);
}

void write_members(int fd, const std::filesystem::path& out, const std::vector<IsoSource>& sources)
{
    const Writer writer(archive_write_new());
    const std::string doing = "writing " + out.string();
    expect_ok(archive_write_set_format_iso9660(writer.get()), writer.get(), doing);
    expect_ok(archive_write_set_options(writer.get(), kFormatOptions), writer.get(), doing);
    expect_ok(archive_write_open_fd(writer.get(), fd), writer.get(), doing);
    for (const IsoSource& source : sources) {
        add(writer.get(), source);
    }
    expect_ok(archive_write_close(writer.get()), writer.get(), doing);
}

} // namespace

void write_iso(const std::filesystem::path& out, const std::vector<IsoSource>& sources)
{
    const std::filesystem::path unfinished = out.string() + ".unfinished-" + std::to_string(::getpid());
    base::ScopeExit remove_unfinished(
        [&] { (void)::unlink(unfinished.c_str()); }); // nothing there after a rename
    const base::UniqueFd fd = base::open_file(unfinished, O_RDWR | O_CREAT | O_TRUNC, 0644);
    write_members(fd.get(), out, sources);
    set_fixed_dates(fd.get(), unfinished);
    if (::fsync(fd.get()) != 0 || ::rename(unfinished.c_str(), out.c_str()) != 0) {
        throw base::SystemError("finishing " + out.string());
    }
    remove_unfinished.release();
}

} // namespace berth::updater
