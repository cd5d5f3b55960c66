// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <archive.h>
#include <archive_entry.h>

#include "base/error.hpp"
#include "frontend/diagnose/bundle/archive.hpp"

using namespace berth;
using namespace berth::bundle;

namespace {

struct Entry {
    std::string path;
    std::string content;
    unsigned mode = 0;
};

std::vector<Entry> entries_of(const std::string& bytes)
{
    archive* reader = archive_read_new();
    archive_read_support_filter_all(reader);
    archive_read_support_format_all(reader);
    REQUIRE(archive_read_open_memory(reader, bytes.data(), bytes.size()) == ARCHIVE_OK);
    std::vector<Entry> entries;
    archive_entry* entry = nullptr;
    while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
        Entry read{archive_entry_pathname(entry),
                   std::string(static_cast<std::size_t>(archive_entry_size(entry)), '\0'),
                   archive_entry_perm(entry)};
        archive_read_data(reader, read.content.data(), read.content.size());
        entries.push_back(read);
    }
    archive_read_free(reader);
    return entries;
}

} // namespace

TEST_CASE("every kind of archive has the files, in its directory")
{
    for (const char* name : {"a.tar.gz", "a.tgz", "a.tar.zst", "a.tar.xz", "a.zip"}) {
        INFO(name);
        check_archive_name(name);
        const auto entries =
            entries_of(make_archive(name, "top", {{"one", "1\n"}, {"sub/two", ""}}, 1700000000));
        REQUIRE(entries.size() == 2);
        CHECK(entries[0].path == "top/one");
        CHECK(entries[0].content == "1\n");
        CHECK(entries[0].mode == 0600);
        CHECK(entries[1].path == "top/sub/two");
    }
}

TEST_CASE("a name that says no kind is refused, with those that there are")
{
    for (const char* name : {"", "a", "a.tar", ".zip", "a.txt"}) {
        CHECK_THROWS_AS(check_archive_name(name), base::Error);
    }
}
