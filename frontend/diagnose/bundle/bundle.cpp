// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/bundle.hpp"

#include <array>

#include <fmt/format.h>
#include <sodium.h>

#include "frontend/diagnose/bundle/limits.hpp"
#include "frontend/diagnose/bundle/run_collector.hpp"

namespace berth::bundle {
namespace {

std::string sha256(const std::string& content)
{
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    ::crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(content.data()),
                         content.size());
    std::array<char, 2 * crypto_hash_sha256_BYTES + 1> hex{};
    ::sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
    return hex.data();
}

class Making {
public:
    Making(Redaction& redaction, const std::string& made_at) : redaction_(redaction)
    {
        bundle_.manifest.berth_version = BERTH_VERSION;
        bundle_.manifest.made_at = made_at;
        bundle_.files.push_back({kManifestName, ""});
    }

    void add(const Collector& collector, const Findings& findings)
    {
        for (const File& file : findings.files) {
            add_file(collector, file);
        }
        for (const std::string& gap : findings.gaps) {
            add_gap(collector, gap);
        }
    }

    Bundle finish()
    {
        bundle_.files.front().content = to_json(bundle_.manifest).dump(2) + "\n";
        return std::move(bundle_);
    }

private:
    void add_file(const Collector& collector, const File& file)
    {
        ManifestFile listed{.path = file.path, .collector = collector.id};
        listed.is_cut = file.is_cut;
        std::string content = redaction_.file(file.path, file.content, listed.redacted);
        if (content.size() > kMaxFindingsBytes || total_ + content.size() > kMaxBundleBytes) {
            add_gap(collector, fmt::format("{} is left out: its {} bytes are more than there is room for",
                                           file.path, content.size()));
            return;
        }
        total_ += content.size();
        listed.size_bytes = content.size();
        listed.sha256 = sha256(content);
        bundle_.manifest.files.push_back(std::move(listed));
        bundle_.files.push_back({file.path, std::move(content)});
    }

    void add_gap(const Collector& collector, const std::string& why)
    {
        logging::RedactionCounts uncounted; // the manifest counts what it took out of files
        bundle_.manifest.gaps.push_back({collector.id, redaction_.text(why, uncounted)});
    }

    Redaction& redaction_;
    Bundle bundle_;
    std::size_t total_ = 0;
};

} // namespace

Bundle make_bundle(const std::vector<Collector>& collectors, const Scene& scene, Redaction& redaction,
                   const std::string& made_at,
                   const std::function<void(const Collector&, std::size_t)>& on_start)
{
    Making making(redaction, made_at);
    for (std::size_t i = 0; i < collectors.size(); ++i) {
        on_start(collectors[i], i);
        making.add(collectors[i], run_collector(collectors[i], scene));
    }
    return making.finish();
}

} // namespace berth::bundle
