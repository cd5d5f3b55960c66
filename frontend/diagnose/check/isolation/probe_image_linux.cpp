// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/isolation/probe_image.hpp"

#include <memory>

#include <archive.h>
#include <archive_entry.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::diagnose {
namespace {

constexpr std::size_t kMaxProgramBytes = 64U << 20U; ///< a static program with everything for a debugger

void expect_ok(archive* writer, int result, const std::string& doing)
{
    if (result != ARCHIVE_OK) {
        const char* const why = ::archive_error_string(writer);
        throw base::Error(doing + ": " + (why == nullptr ? "libarchive failed" : why));
    }
}

} // namespace

base::UniqueFd make_probe_tar(const std::filesystem::path& program)
{
    const std::string bytes = base::read_file(program, kMaxProgramBytes).value();
    base::UniqueFd file(::memfd_create("berth-isolation-probe.tar", MFD_CLOEXEC));
    if (!file) {
        throw base::SystemError("making a file in memory");
    }
    const std::unique_ptr<archive, decltype(&::archive_write_free)> writer(::archive_write_new(),
                                                                           ::archive_write_free);
    const std::unique_ptr<archive_entry, decltype(&::archive_entry_free)> entry(::archive_entry_new(),
                                                                                ::archive_entry_free);
    const std::string doing = "packing " + program.string();
    expect_ok(writer.get(), ::archive_write_set_format_ustar(writer.get()), doing);
    expect_ok(writer.get(), ::archive_write_open_fd(writer.get(), file.get()), doing);
    ::archive_entry_set_pathname(entry.get(), kProbeInImage + 1);
    ::archive_entry_set_filetype(entry.get(), AE_IFREG);
    ::archive_entry_set_perm(entry.get(), 0555);
    ::archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
    expect_ok(writer.get(), ::archive_write_header(writer.get(), entry.get()), doing);
    if (::archive_write_data(writer.get(), bytes.data(), bytes.size()) !=
        static_cast<la_ssize_t>(bytes.size())) {
        throw base::Error(doing + ": a part is missing");
    }
    expect_ok(writer.get(), ::archive_write_close(writer.get()), doing);
    if (::lseek(file.get(), 0, SEEK_SET) != 0) {
        throw base::SystemError("going back to the beginning of a file in memory");
    }
    return file;
}

} // namespace berth::diagnose
