// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>

#include "base/error.hpp"
#include "services/lifecycle/guest/oci_clamp/process_edit.hpp"

namespace berth::lifecycle {
namespace {

/// A kernel that allows no OOM score below 0 and no hard limit above 1000.
class FakeAllowance final : public Allowance {
public:
    std::int64_t oom_score_adj(std::int64_t wanted) override { return std::max<std::int64_t>(wanted, 0); }
    std::uint64_t hard_limit(const std::string& type, std::uint64_t wanted) override
    {
        return type == "RLIMIT_NOFILE" ? std::min<std::uint64_t>(wanted, 1000) : wanted;
    }
};

std::string edited(const std::string& text, ProcessFile::Kind kind = ProcessFile::Kind::bundle_config)
{
    FakeAllowance allowance;
    return clamp_process(text, kind, allowance).value_or("unchanged");
}

} // namespace

TEST_CASE("a negative OOM score becomes what is allowed, and all else stays as it was")
{
    CHECK(
        edited(
            R"({"z":1,"process":{"b":18446744073709551615,"oomScoreAdj":-998,"a":-9223372036854775808},"c":1.5})") ==
        R"({"z":1,"process":{"b":18446744073709551615,"oomScoreAdj":0,"a":-9223372036854775808},"c":1.5})");
}

TEST_CASE("a config that asks for nothing that is refused is not rewritten")
{
    CHECK(edited(R"({"process":{"oomScoreAdj":500}})") == "unchanged");
    CHECK(edited(R"({"process":{"rlimits":[{"type":"RLIMIT_NOFILE","hard":1000,"soft":10}]}})") ==
          "unchanged");
    CHECK(edited(R"({"process":{}})") == "unchanged");
    CHECK(edited(R"({"ociVersion":"1.0.2"})") == "unchanged");
}

TEST_CASE("a hard limit above the allowed one is lowered, and a soft one never stays above it")
{
    CHECK(
        edited(
            R"({"process":{"rlimits":[{"type":"RLIMIT_NOFILE","hard":2000,"soft":1500},)"
            R"({"type":"RLIMIT_NOFILE","hard":18446744073709551615,"soft":10},{"type":"RLIMIT_CORE","hard":5000,"soft":1}]}})") ==
        R"({"process":{"rlimits":[{"type":"RLIMIT_NOFILE","hard":1000,"soft":1000},)"
        R"({"type":"RLIMIT_NOFILE","hard":1000,"soft":10},{"type":"RLIMIT_CORE","hard":5000,"soft":1}]}})");
}

TEST_CASE("the process file of exec is the process itself")
{
    CHECK(edited(R"({"oomScoreAdj":-5})", ProcessFile::Kind::process) == R"({"oomScoreAdj":0})");
    CHECK(edited(R"({"process":{"oomScoreAdj":-5}})", ProcessFile::Kind::process) == "unchanged");
}

TEST_CASE("members of strange types are left for the runtime to refuse")
{
    CHECK(
        edited(
            R"({"process":{"oomScoreAdj":"low","rlimits":[1,{"type":3,"hard":1,"soft":1},{"type":"RLIMIT_NOFILE"}]}})") ==
        "unchanged");
    CHECK(edited(R"({"process":[]})") == "unchanged");
    CHECK(edited("[]", ProcessFile::Kind::process) == "unchanged");
}

TEST_CASE("text that is not JSON is an error")
{
    CHECK_THROWS_AS(edited("{"), base::Error);
    CHECK_THROWS_AS(edited(""), base::Error);
}

} // namespace berth::lifecycle
