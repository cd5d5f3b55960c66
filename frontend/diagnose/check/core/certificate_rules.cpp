// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/certificate_rules.hpp"

#include <fmt/format.h>

namespace berth::diagnose {
namespace {

const char* const kInstall = "install or renew the package ca-certificates: "
                             "apt-get install --reinstall ca-certificates && update-ca-certificates --fresh";

} // namespace

Finding judge_bundle(const BundleFacts& facts)
{
    if (facts.file.empty()) {
        return fail("the machine has no bundle of trusted certificates", kInstall);
    }
    if (facts.certificates == 0) {
        return fail("no certificate can be read from " + facts.file, kInstall);
    }
    const std::size_t unusable = facts.expired + facts.not_yet_valid;
    const std::string words = fmt::format(
        "{}: {} certificates, {} of them expired{}", facts.file, facts.certificates, facts.expired,
        facts.not_yet_valid == 0 ? "" : fmt::format(", {} not valid yet", facts.not_yet_valid));
    if (unusable == facts.certificates) {
        return fail(words, facts.not_yet_valid == 0 ? kInstall : "look at the clock: check clock.host");
    }
    return 2 * unusable > facts.certificates ? warn(words, kInstall) : pass(words);
}

} // namespace berth::diagnose
