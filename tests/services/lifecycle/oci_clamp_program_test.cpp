// SPDX-License-Identifier: Apache-2.0
// The program itself, with a script in the place of runc that shows what it was given.
#include <catch2/catch.hpp>

#include <sys/stat.h>

#include "base/child.hpp"
#include "base/files.hpp"
#include "base/instance.hpp"
#include "services/lifecycle/guest/oci_clamp/kernel_allowance.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::lifecycle {
namespace {

constexpr std::chrono::seconds kDeadline{10};

base::Completed run_clamp(const test::TempDir& dir, std::vector<std::string> arguments)
{
    base::write_file_atomically(dir / "runc", "#!/bin/sh\necho \"$0\" \"$@\"\nexit 7\n", 0755);
    return base::run({.program = base::libexec_dir() / "guest" / "berth-oci-clamp",
                      .arguments = std::move(arguments),
                      .environment = std::vector<std::string>{"PATH=" + dir.path().string()}},
                     kDeadline);
}

} // namespace

TEST_CASE("berth-oci-clamp edits the bundle and becomes runc with the same arguments")
{
    const test::TempDir dir;
    base::write_file_atomically(dir / "config.json", R"({"process":{"oomScoreAdj":-998}})", 0640);
    const base::Completed done =
        run_clamp(dir, {"--root", "/r", "create", "--bundle", dir.path(), "some id"});
    CHECK(done.error_output.empty());
    CHECK(done.output ==
          (dir / "runc").string() + " --root /r create --bundle " + dir.path().string() + " some id\n");
    CHECK(done.status.exit_code == 7);

    KernelAllowance allowance;
    const std::string allowed = std::to_string(allowance.oom_score_adj(-998));
    CHECK(base::read_file(dir / "config.json").value() == R"({"process":{"oomScoreAdj":)" + allowed + "}}");
    struct stat status {};
    REQUIRE(::stat((dir / "config.json").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0640);
}

TEST_CASE("berth-oci-clamp runs runc even where there is no bundle to edit")
{
    const test::TempDir dir;
    const base::Completed done = run_clamp(dir, {"create", "--bundle", "/nowhere", "id"});
    CHECK_THAT(done.error_output, Catch::Contains("/nowhere/config.json: No such file or directory"));
    CHECK(done.status.exit_code == 7);
}

TEST_CASE("asking the kernel what it allows changes nothing of the asking process")
{
    const std::string before = base::read_file("/proc/self/oom_score_adj").value();
    const std::string limits = base::read_file("/proc/self/limits").value();
    KernelAllowance allowance;
    (void)allowance.oom_score_adj(-1000);
    (void)allowance.hard_limit("RLIMIT_NPROC", 1U << 30U);
    CHECK(base::read_file("/proc/self/oom_score_adj").value() == before);
    CHECK(base::read_file("/proc/self/limits").value() == limits);
    CHECK(allowance.oom_score_adj(1000) == 1000);
    CHECK(allowance.hard_limit("RLIMIT_CORE", 0) == 0);
    CHECK(allowance.hard_limit("RLIMIT_SOMETHING_NEW", 5) == 5);
}

} // namespace berth::lifecycle
