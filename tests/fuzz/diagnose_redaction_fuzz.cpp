// SPDX-License-Identifier: Apache-2.0
// Any bytes as a text to be redacted: a secret that is known is not in what comes out, in no form; a name is
// not; a word that is not the engine's own does not come through the engine's lines; JSON stays JSON; and
// nothing grows without bounds.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "frontend/diagnose/bundle/core/redaction.hpp"
#include "frontend/diagnose/bundle/core/secrets_in.hpp"
#include "logging/core/secret_encodings.hpp"
#include "services/lifecycle/core/engine_line.hpp"

using namespace berth;

namespace {

constexpr std::string_view kName = "zqpersonal";

bool has(std::string_view text, std::string_view what)
{
    return text.find(what) != std::string_view::npos;
}

/// The text with the word in it, at a place that the input chooses.
std::string planted(const std::string& text, std::string_view word, std::size_t at)
{
    std::string out = text;
    out.insert(text.empty() ? 0 : at % text.size(), " " + std::string(word) + " ");
    return out;
}

void check_known_secret(const std::string& secret, const std::string& text)
{
    logging::KnownSecrets secrets;
    secrets.add(secret);
    // What the placeholder is made of may stand beside it and look like such a secret.
    if (secrets.empty() || has(secret, "<") || has(secret, ">") || has(logging::kRedacted, secret)) {
        return;
    }
    logging::RedactionCounts counts;
    for (const logging::SecretEncoding& each : logging::encodings_of(secret.substr(0, 64))) {
        const std::string out = secrets.without(text + each.text + text, counts);
        base::expects(!has(out, secret), "a known secret came through");
    }
}

void check_forms(const std::string& text)
{
    const std::string once = logging::without_secrets(text);
    base::expects(once.size() <= (text.size() + 1) * (logging::kRedacted.size() + 1),
                  "it grows without bounds");
    const std::string with_password = "password=" + std::string(kName) + " " + text;
    base::expects(has(text, kName) || !has(logging::without_secrets(with_password), kName),
                  "a password came through");
}

void check_engine_line(const std::string& text, std::size_t at)
{
    constexpr std::string_view kForeign = "zqhunterqz";
    const std::string line = planted(text, kForeign, at);
    const bool is_in_json_name = line[0] == '{'; // read as JSON its text may be put together from escapes
    base::expects(is_in_json_name || has(text, kForeign) ||
                      !has(lifecycle::reduced_engine_line(line), kForeign),
                  "a foreign word came through");
    base::expects(lifecycle::reduced_engine_line(text).size() <= 4 * text.size() + 64,
                  "a line grows without bounds");
}

void check_bundle(const std::string& secret, const std::string& text, std::size_t at)
{
    logging::KnownSecrets secrets;
    secrets.add(secret);
    bundle::Pseudonyms names([](std::string_view) { return std::string("0123456789abcdef"); });
    names.add("user", std::string(kName));
    names.add("host", secret.substr(0, 8));
    bundle::Redaction redaction(std::move(secrets), std::move(names));
    logging::RedactionCounts counts;
    const bool is_part_of_a_word = has(text, kName); // such a one is no name, and may stay
    const std::string out = redaction.text(planted(text, kName, at), counts);
    base::expects(is_part_of_a_word || !has(out, kName), "a name came through");
    (void)redaction.file("x.jsonl", text, counts);
    const bool was_json = bundle::Json::accept(text);
    const bool is_json = bundle::Json::accept(redaction.file("x.json", text, counts));
    base::expects(!was_json || is_json, "it was JSON and is no more");
    (void)bundle::secrets_in_docker_config(text);
    (void)bundle::secrets_in_variable(text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t kHead = 2;
    if (size < kHead) {
        return 0;
    }
    const std::string rest(reinterpret_cast<const char*>(data) + kHead, size - kHead);
    const std::string secret = rest.substr(0, data[0]);
    const std::string text = rest.substr(secret.size());
    check_known_secret(secret, text);
    check_forms(text);
    check_engine_line(text, data[1]);
    check_bundle(secret, text, data[1]);
    return 0;
}
