// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <string>

#include "logging/core/known_secrets.hpp"
#include "logging/core/secret_encodings.hpp"

using namespace berth::logging;

namespace {

const std::string kSecret = "S3cr&t/with \"all\" of it";

/// Textbook base64, of whole texts.
std::string base64(const std::string& bytes)
{
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string group = bytes.substr(at, 3);
        std::string four = base64_core(group + std::string(3 - group.size(), '\0'), 0);
        four.replace(group.size() + 1, std::string::npos, std::string(3 - group.size(), '='));
        text += four;
    }
    return text;
}

std::string without(KnownSecrets& secrets, const std::string& text)
{
    RedactionCounts counts;
    return secrets.without(text, counts);
}

} // namespace

TEST_CASE("base64 of the test itself is right")
{
    CHECK(base64("") == "");
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foobar") == "Zm9vYmFy");
}

TEST_CASE("a known secret is found as it is, percent-encoded, and escaped")
{
    KnownSecrets secrets;
    secrets.add(kSecret);
    CHECK(without(secrets, "x " + kSecret + " y") == "x <redacted> y");
    CHECK(without(secrets, "x " + percent_encoded(kSecret) + " y") == "x <redacted> y");
    CHECK(without(secrets, "q=S3cr%26t%2fwith+%22all%22+of+it") ==
          "q=S3cr%26t%2fwith+%22all%22+of+it"); // no encoder
    CHECK(without(secrets, "q=S3cr%26t%2Fwith+%22all%22+of+it") == "q=<redacted>");
    CHECK(without(secrets, R"("S3cr\u0026t/with \"all\" of it")") == R"("<redacted>")");
    CHECK(without(secrets, R"(\"S3cr&t/with \\\"all\\\" of it\")") == R"(\"<redacted>\")");
}

TEST_CASE("a known secret is found in base64 at each alignment, with the whole of the run around it")
{
    KnownSecrets secrets;
    secrets.add(kSecret);
    for (const char* before : {"", "a", "ab", "abc", "user:"}) {
        for (const char* after : {"", "z", "zz"}) {
            CHECK(without(secrets, "[" + base64(before + kSecret + after) + "]") == "[<redacted>]");
        }
    }
}

TEST_CASE("several secrets are found in one pass, the longer one first, and counted")
{
    KnownSecrets secrets;
    secrets.add("hunter");
    secrets.add("hunter2000");
    secrets.add("2000swordfish");
    RedactionCounts counts;
    CHECK(secrets.without("hunter2000 hunter, swordfish; hunter2000swordfish", counts) ==
          "<redacted> <redacted>, swordfish; <redacted>");
    CHECK(counts == RedactionCounts{{"known-secret", 3}});
}

TEST_CASE("of a long secret nothing is left behind its beginning")
{
    KnownSecrets secrets;
    secrets.add(std::string(300, 'k'));
    CHECK(without(secrets, "a " + std::string(300, 'k') + " b") == "a <redacted> b");
}

TEST_CASE("without secrets, or with ones too short, texts stay as they are")
{
    KnownSecrets secrets;
    secrets.add("");
    secrets.add("abcd");
    secrets.add("docker");
    CHECK(secrets.empty());
    CHECK(without(secrets, "abcd docker") == "abcd docker");
}
