// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/isolation/probe_image.hpp"

#include <catch2/catch.hpp>

#include <memory>

#include <archive.h>
#include <archive_entry.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::diagnose {

TEST_CASE("the probe's root file system is one program that anybody may run")
{
    const test::TempDir directory;
    const std::string program(100000, 'p');
    base::write_file_atomically(directory / "program", program);
    const base::UniqueFd tar = make_probe_tar(directory / "program");

    const std::unique_ptr<archive, decltype(&::archive_read_free)> reader(::archive_read_new(),
                                                                          ::archive_read_free);
    REQUIRE(::archive_read_support_format_tar(reader.get()) == ARCHIVE_OK);
    REQUIRE(::archive_read_open_fd(reader.get(), tar.get(), 10240) == ARCHIVE_OK);
    archive_entry* entry = nullptr;
    REQUIRE(::archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK);
    CHECK(std::string("/") + ::archive_entry_pathname(entry) == kProbeInImage);
    CHECK(::archive_entry_perm(entry) == 0555);
    CHECK(::archive_entry_uid(entry) == 0);
    std::string bytes(program.size() + 1, ' ');
    CHECK(::archive_read_data(reader.get(), bytes.data(), bytes.size()) ==
          static_cast<la_ssize_t>(program.size()));
    CHECK(::archive_read_next_header(reader.get(), &entry) == ARCHIVE_EOF);
}

TEST_CASE("a probe that was not built is told by its path")
{
    const test::TempDir directory;
    CHECK_THROWS_AS(make_probe_tar(directory / "program"), base::Error);
}

} // namespace berth::diagnose
