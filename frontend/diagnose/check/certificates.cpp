// SPDX-License-Identifier: Apache-2.0
// What the machine trusts: registries are reached by it.
#include "frontend/diagnose/check/check.hpp"

#include <array>
#include <cstdlib>
#include <memory>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "frontend/diagnose/check/core/certificate_rules.hpp"

namespace berth::diagnose {
namespace {

/// Where distributions keep it, in the order in which Go's crypto/x509, and so dockerd, looks.
constexpr std::array kBundles{"/etc/ssl/certs/ca-certificates.crt",
                              "/etc/pki/tls/certs/ca-bundle.crt",
                              "/etc/ssl/ca-bundle.pem",
                              "/etc/pki/tls/cacert.pem",
                              "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
                              "/etc/ssl/cert.pem"};

std::string find_bundle()
{
    if (const char* const named = std::getenv("SSL_CERT_FILE"); named != nullptr && *named != '\0') {
        return named;
    }
    for (const char* path : kBundles) {
        std::error_code unknown;
        if (std::filesystem::exists(path, unknown)) {
            return path;
        }
    }
    return {};
}

BundleFacts read_bundle(const std::string& file)
{
    BundleFacts facts{.file = file};
    const std::unique_ptr<BIO, decltype(&::BIO_free)> input(::BIO_new_file(file.c_str(), "r"), ::BIO_free);
    if (!input) {
        return facts;
    }
    using Certificate = std::unique_ptr<X509, decltype(&::X509_free)>;
    while (const Certificate certificate{::PEM_read_bio_X509(input.get(), nullptr, nullptr, nullptr),
                                         ::X509_free}) {
        ++facts.certificates;
        facts.expired += ::X509_cmp_current_time(::X509_get0_notAfter(certificate.get())) < 0 ? 1 : 0;
        facts.not_yet_valid += ::X509_cmp_current_time(::X509_get0_notBefore(certificate.get())) > 0 ? 1 : 0;
    }
    return facts;
}

Finding look_at_bundle(const Scene& /*scene*/, Progress& progress)
{
    const std::string file = find_bundle();
    progress.waits_for("reading " + file);
    return judge_bundle(file.empty() ? BundleFacts{} : read_bundle(file));
}

} // namespace

std::vector<Check> certificate_checks()
{
    return {{.id = "certificates.bundle",
             .title = "the machine's trusted certificates are there and valid",
             .run = look_at_bundle}};
}

} // namespace berth::diagnose
