// SPDX-License-Identifier: Apache-2.0
// berth-unpack as a program: what it restores, and what it does not let out.
#include <catch2/catch.hpp>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/child.hpp"
#include "base/files.hpp"
#include "base/instance.hpp"
#include "tests/services/distro/sample_rootfs.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::test {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kDeadline{60};

#define NEEDS_ROOT()                                                                                         \
    if (::geteuid() != 0 || !has_busybox_or_says_so()) {                                                     \
        WARN("skipped: only root can unpack a root file system");                                            \
        return;                                                                                              \
    }

struct Outcome {
    int exit_code;
    nlohmann::json last; ///< line
    std::string output;
};

Outcome unpack(const fs::path& archive, const fs::path& target)
{
    base::make_directories(target);
    const base::Completed completed =
        base::run({.program = base::libexec_dir() / "berth-unpack",
                   .arguments = {"--archive", archive.string(), "--target", target.string()}},
                  kDeadline);
    std::string text = completed.output;
    text.erase(text.find_last_not_of('\n') + 1);
    return {completed.status.exit_code,
            nlohmann::json::parse(text.substr(text.rfind('\n') + 1), nullptr, false), completed.output};
}

/// A tar file entry by entry: names that no tar program would write.
class OddArchive {
public:
    explicit OddArchive(fs::path path) : path_(std::move(path)), writer_(archive_write_new())
    {
        archive_write_set_format_pax_restricted(writer_);
        REQUIRE(archive_write_open_filename(writer_, path_.c_str()) == ARCHIVE_OK);
        directory("./etc");
    }
    ~OddArchive() { close(); }

    void directory(const std::string& name) { add(name, AE_IFDIR, {}, {}, {}); }
    void file(const std::string& name, const std::string& text) { add(name, AE_IFREG, text, {}, {}); }
    void link(const std::string& name, const std::string& to) { add(name, AE_IFLNK, {}, to, {}); }
    void hard_link(const std::string& name, const std::string& to) { add(name, AE_IFREG, {}, {}, to); }
    const fs::path& close()
    {
        if (writer_ != nullptr) {
            archive_write_free(writer_);
            writer_ = nullptr;
        }
        return path_;
    }

private:
    void add(const std::string& name, unsigned type, const std::string& text, const std::string& link,
             const std::string& hard_link)
    {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, type);
        archive_entry_set_perm(entry, 0755);
        archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
        if (!link.empty()) {
            archive_entry_set_symlink(entry, link.c_str());
        }
        if (!hard_link.empty()) {
            archive_entry_set_hardlink(entry, hard_link.c_str());
        }
        archive_write_header(writer_, entry);
        archive_write_data(writer_, text.data(), text.size());
        archive_entry_free(entry);
    }

    fs::path path_;
    archive* writer_;
};

struct stat status_of(const fs::path& path)
{
    struct stat status {};
    INFO(path);
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status;
}

} // namespace

TEST_CASE("owners, modes, links, devices, attributes and holes come back as they were", "[root]")
{
    NEEDS_ROOT();
    const TempDir dir;
    make_rootfs(dir / "in");
    const fs::path in = dir / "in";
    REQUIRE(::chmod((in / "bin/busybox").c_str(), 04755) == 0);
    fs::create_hard_link(in / "bin/busybox", in / "bin/second");
    REQUIRE(::mknod((in / "null").c_str(), S_IFCHR | 0666, makedev(1, 3)) == 0);
    // cap_net_raw=ep, as the kernel stores it
    const unsigned char capability[20] = {1, 0, 0, 2, 0, 0x20};
    base::write_file_atomically(in / "bin/ping", "#!/bin/sh\n", 0755);
    const bool has_capabilities =
        ::setxattr((in / "bin/ping").c_str(), "security.capability", capability, sizeof capability, 0) == 0;
    { // a megabyte of hole
        const base::UniqueFd sparse = base::open_file(in / "sparse", O_WRONLY | O_CREAT);
        REQUIRE(::ftruncate(sparse.get(), 1 << 20) == 0);
        base::write_all(sparse.get(), "begin", "a sparse file");
    }
    pack(in, dir / "a.tar", "--sparse");
    const Outcome outcome = unpack(dir / "a.tar", dir / "out");
    INFO(outcome.output);
    REQUIRE(outcome.exit_code == 0);
    const fs::path out = dir / "out";
    CHECK(status_of(out / "home/me").st_uid == 1000);
    CHECK((status_of(out / "bin/busybox").st_mode & 07777) == 04755);
    CHECK(status_of(out / "bin/busybox").st_ino == status_of(out / "bin/second").st_ino);
    CHECK(status_of(out / "null").st_rdev == makedev(1, 3));
    CHECK((status_of(out / "root").st_mode & 07777) == 0700);
    CHECK(fs::read_symlink(out / "bin/sh") == "busybox");
    CHECK(status_of(out / "sparse").st_size == 1 << 20);
    CHECK(status_of(out / "sparse").st_blocks * 512 < 1 << 19);
    if (has_capabilities) {
        unsigned char read[64] = {};
        CHECK(::getxattr((out / "bin/ping").c_str(), "security.capability", read, sizeof read) ==
              sizeof capability);
    }
}

TEST_CASE("every compression that a rootfs comes in is understood", "[root]")
{
    NEEDS_ROOT();
    const TempDir dir;
    make_rootfs(dir / "in");
    for (const char* compression : {"--gzip", "--xz", "--zstd"}) {
        if (std::string(compression) == "--zstd" && !fs::exists("/usr/bin/zstd")) {
            continue; // the machine's tar cannot make one
        }
        const std::string name(compression + 2);
        pack(dir / "in", dir / (name + ".tar"), compression);
        const Outcome outcome = unpack(dir / (name + ".tar"), dir / ("out-" + name));
        INFO(outcome.output);
        CHECK(outcome.exit_code == 0);
        CHECK(fs::exists(dir / ("out-" + name) / "bin/sh"));
    }
}

TEST_CASE("progress is told in bytes of the file", "[root]")
{
    NEEDS_ROOT();
    const TempDir dir;
    const fs::path archive = make_rootfs_archive(dir.path());
    const Outcome outcome = unpack(archive, dir / "out");
    const auto first = nlohmann::json::parse(outcome.output.substr(0, outcome.output.find('\n')));
    CHECK(first.at("total_bytes") == fs::file_size(archive));
    CHECK(first.at("read_bytes") <= fs::file_size(archive));
    CHECK(outcome.last.at("entries") > 10);
}

TEST_CASE("an archive cannot write outside, by any kind of name", "[root]")
{
    NEEDS_ROOT();
    const TempDir dir;
    const std::string victim = (dir / "victim").string();
    base::write_file_atomically(victim, "unharmed");
    const auto expect_refused = [&](const std::function<void(OddArchive&)>& fill) {
        static int number = 0;
        OddArchive odd(dir / ("odd" + std::to_string(++number)));
        fill(odd);
        const Outcome outcome = unpack(odd.close(), dir / ("out" + std::to_string(number)));
        INFO(outcome.output);
        CHECK(outcome.exit_code == 1);
        CHECK_FALSE(outcome.last.value("hint", "").empty());
        CHECK(base::read_file(victim).value() == "unharmed");
    };
    expect_refused([&](OddArchive& odd) { odd.file(victim, "written"); });
    expect_refused([&](OddArchive& odd) { odd.file("../victim", "written"); });
    expect_refused([&](OddArchive& odd) { odd.file("etc/../../victim", "written"); });
    expect_refused([&](OddArchive& odd) {
        odd.link("etc/out", dir.path().string());
        odd.file("etc/out/victim", "written");
    });
    expect_refused([&](OddArchive& odd) {
        odd.hard_link("etc/same", victim);
        odd.file("etc/same", "written");
    });
}

TEST_CASE("what is no archive, is cut short, or is no Linux is refused with words", "[root]")
{
    NEEDS_ROOT();
    const TempDir dir;
    base::write_file_atomically(dir / "text", std::string(4096, 'x'));
    CHECK(unpack(dir / "text", dir / "out1").last.at("hint") ==
          "give a tar file of a root file system, also compressed");
    const fs::path archive = make_rootfs_archive(dir.path(), "--gzip");
    fs::resize_file(archive, fs::file_size(archive) / 2);
    const Outcome cut = unpack(archive, dir / "out2");
    CHECK(cut.exit_code == 1);
    CHECK(cut.last.at("hint") == "the file is damaged or cut short; get it again");
    base::make_directories(dir / "photos/summer");
    pack(dir / "photos", dir / "photos.tar");
    CHECK_THAT(unpack(dir / "photos.tar", dir / "out3").last.at("error").get<std::string>(),
               Catch::Contains("is not a Linux distribution"));
    base::write_file_atomically(dir / "empty", "");
    CHECK(unpack(dir / "empty", dir / "out4").exit_code == 1);
    CHECK(unpack(dir / "missing", dir / "out5").exit_code == 1);
    CHECK(unpack(dir.path(), dir / "out6").exit_code == 1);
}

} // namespace berth::test
