// SPDX-License-Identifier: Apache-2.0
// Two walls keep a hostile archive inside. The process is chrooted into the target before it reads the first
// byte, so that no name, link or libarchive bug reaches anything else. And libarchive refuses absolute names,
// ".." and writing through symlinks, so that such an archive fails instead of becoming something odd.
#include "services/distro/host/unpack/unpack.hpp"

#include <cerrno>
#include <clocale>
#include <memory>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::distro {
namespace {

constexpr std::size_t kBlockBytes = 256U << 10U;
constexpr int kRestored = ARCHIVE_EXTRACT_OWNER | ARCHIVE_EXTRACT_PERM | ARCHIVE_EXTRACT_TIME |
                          ARCHIVE_EXTRACT_ACL | ARCHIVE_EXTRACT_XATTR | ARCHIVE_EXTRACT_FFLAGS |
                          ARCHIVE_EXTRACT_SPARSE;
constexpr int kRefused = ARCHIVE_EXTRACT_SECURE_SYMLINKS | ARCHIVE_EXTRACT_SECURE_NODOTDOT |
                         ARCHIVE_EXTRACT_SECURE_NOABSOLUTEPATHS;

struct FreeArchive {
    void operator()(archive* handle) const { (void)archive_free(handle); } // of both kinds; closes it
};
using Archive = std::unique_ptr<archive, FreeArchive>;

std::string words_of(archive* handle)
{
    const char* text = archive_error_string(handle);
    return text != nullptr ? text : "unknown error";
}

base::Error cannot_read(archive* reader)
{
    const bool is_archive = archive_format(reader) != 0;
    return base::Error("reading the archive: " + words_of(reader),
                       is_archive ? "the file is damaged or cut short; get it again"
                                  : "give a tar file of a root file system, also compressed");
}

/// libarchive does not always say what the system said.
std::string words_with_reason(archive* writer)
{
    const std::string words = words_of(writer);
    const std::string reason = archive_errno(writer) > 0 ? base::errno_text(archive_errno(writer)) : "";
    return words.find(reason) == std::string::npos ? words + ": " + reason : words;
}

base::Error cannot_write(archive* writer, const std::string& name)
{
    const bool is_full = archive_errno(writer) == ENOSPC || archive_errno(writer) == EDQUOT;
    return base::Error("unpacking " + name + ": " + words_with_reason(writer),
                       is_full ? "make room on the disk that holds berth's state"
                               : "make the archive with `tar -C ROOT -c .`");
}

Archive open_reader(int archive_fd)
{
    Archive reader(archive_read_new());
    archive_read_support_filter_all(reader.get());
    archive_read_support_format_tar(reader.get());
    if (archive_read_open_fd(reader.get(), archive_fd, kBlockBytes) != ARCHIVE_OK) {
        throw cannot_read(reader.get());
    }
    return reader;
}

Archive open_writer()
{
    Archive writer(archive_write_disk_new()); // without lookups: owners are the archive's numbers
    archive_write_disk_set_options(writer.get(), kRestored | kRefused);
    return writer;
}

void enter(const std::filesystem::path& target)
{
    if (::chroot(target.c_str()) != 0 || ::chdir("/") != 0) {
        throw base::SystemError("entering " + target.string());
    }
    ::umask(0);
}

/// One archive on its way to the disk.
class Unpacking {
public:
    Unpacking(int archive_fd, const OnUnpackProgress& on_progress)
        : on_progress_(on_progress), reader_(open_reader(archive_fd)), writer_(open_writer())
    {}

    UnpackReport run()
    {
        archive_entry* entry = nullptr;
        for (int code = next(entry); code != ARCHIVE_EOF; code = next(entry)) {
            name_ = archive_entry_pathname(entry) != nullptr ? archive_entry_pathname(entry) : "?";
            write_entry(entry);
            ++report_.entries;
            report_progress();
        }
        if (archive_write_close(writer_.get()) < ARCHIVE_WARN) { // times and modes of directories
            throw cannot_write(writer_.get(), "the directories");
        }
        return report_;
    }

private:
    int next(archive_entry*& entry)
    {
        const int code = archive_read_next_header(reader_.get(), &entry);
        if (code < ARCHIVE_WARN) {
            throw cannot_read(reader_.get());
        }
        note(code, reader_.get());
        return code;
    }

    void write_entry(archive_entry* entry)
    {
        check(archive_write_header(writer_.get(), entry));
        if (archive_entry_size_is_set(entry) == 0 || archive_entry_size(entry) > 0) {
            copy_data();
        }
        check(archive_write_finish_entry(writer_.get()));
    }

    void copy_data()
    {
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        for (;;) {
            const int code = archive_read_data_block(reader_.get(), &block, &size, &offset);
            if (code == ARCHIVE_EOF) {
                return;
            }
            if (code < ARCHIVE_WARN) {
                throw cannot_read(reader_.get());
            }
            if (archive_write_data_block(writer_.get(), block, size, offset) < ARCHIVE_OK) {
                throw cannot_write(writer_.get(), name_);
            }
            report_progress();
        }
    }

    void check(int code)
    {
        if (code < ARCHIVE_WARN) {
            throw cannot_write(writer_.get(), name_);
        }
        note(code, writer_.get());
    }

    void note(int code, archive* handle)
    {
        if (code == ARCHIVE_WARN && report_.warnings++ == 0) {
            report_.first_warning = name_ + ": " + words_of(handle);
        }
    }

    void report_progress()
    {
        on_progress_(static_cast<std::uint64_t>(archive_filter_bytes(reader_.get(), -1)));
    }

    const OnUnpackProgress& on_progress_;
    Archive reader_;
    Archive writer_;
    UnpackReport report_;
    std::string name_ = "the archive";
};

/// The rule of wsl --import.
void expect_linux_root()
{
    if (::access("/etc", F_OK) != 0 && ::access("/bin/sh", F_OK) != 0) {
        throw base::Error("the archive is not a Linux distribution: it has neither /etc nor /bin/sh",
                          "the root directory itself must be packed: `tar -C ROOT -c .`");
    }
}

} // namespace

UnpackReport unpack(int archive_fd, const std::filesystem::path& target, const OnUnpackProgress& on_progress)
{
    // Names in an archive are UTF-8; built into the C library, so that it needs no file.
    (void)std::setlocale(LC_CTYPE, "C.UTF-8");
    enter(target);
    UnpackReport report = Unpacking(archive_fd, on_progress).run();
    expect_linux_root();
    const base::UniqueFd root = base::open_file("/", O_RDONLY | O_DIRECTORY);
    if (::syncfs(root.get()) != 0) { // before it gets its name: what has a name is complete
        throw base::SystemError("writing out " + target.string());
    }
    return report;
}

} // namespace berth::distro
