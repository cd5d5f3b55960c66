// SPDX-License-Identifier: Apache-2.0
// What is judged of name servers and certificates.
#include <catch2/catch.hpp>

#include "frontend/diagnose/check/core/certificate_rules.hpp"
#include "frontend/diagnose/check/core/dns_rules.hpp"

namespace berth::diagnose {

TEST_CASE("one name server that answers is enough, and one that does not is a warning")
{
    const NameServerAnswer good{"10.0.0.1", "NOERROR", ""};
    const NameServerAnswer silent{"10.0.0.2", "", "10.0.0.2 did not answer within 2000 ms"};
    const NameServerAnswer broken{"10.0.0.3", "SERVFAIL", ""};
    CHECK(judge_name_servers({good}, "f").outcome == Outcome::pass);
    CHECK(judge_name_servers({good, silent}, "f").outcome == Outcome::warn);
    CHECK(judge_name_servers({good, silent}, "f").evidence ==
          "10.0.0.1 answered NOERROR; 10.0.0.2 did not answer within 2000 ms");
    CHECK(judge_name_servers({silent}, "f").outcome == Outcome::fail);
    CHECK(judge_name_servers({silent}, "f").fix == "f");
    CHECK(judge_name_servers({broken}, "f").outcome == Outcome::warn);
    CHECK(judge_name_servers({}, "f").evidence == "no name server is set");
}

TEST_CASE("a bundle of certificates fails when none of it can be used, and warns when most cannot")
{
    CHECK(judge_bundle({}).outcome == Outcome::fail);
    CHECK(judge_bundle({.file = "/b"}).evidence == "no certificate can be read from /b");
    CHECK(judge_bundle({.file = "/b", .certificates = 10, .expired = 5}).outcome == Outcome::pass);
    CHECK(judge_bundle({.file = "/b", .certificates = 10, .expired = 6}).outcome == Outcome::warn);
    CHECK(judge_bundle({.file = "/b", .certificates = 10, .expired = 10}).outcome == Outcome::fail);
    const Finding early = judge_bundle({.file = "/b", .certificates = 10, .not_yet_valid = 10});
    CHECK(early.outcome == Outcome::fail);
    CHECK(early.fix.find("clock.host") != std::string::npos);
}

} // namespace berth::diagnose
