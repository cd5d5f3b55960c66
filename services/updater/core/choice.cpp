// SPDX-License-Identifier: Apache-2.0
#include "services/updater/core/choice.hpp"

#include <tuple>

#include <fmt/format.h>

#include "services/updater/core/manifest.hpp"
#include "services/updater/core/version.hpp"

namespace berth::updater {
namespace {

bool is_usable(const Offer& offer)
{
    return offer.shipped || offer.why.empty();
}

bool is_better(const Offer& left, const Offer& right)
{
    const int difference = compare_versions(left.manifest.version(), right.manifest.version());
    return std::make_tuple(difference, left.manifest.build_number(), left.shipped, left.installed_at) >
           std::make_tuple(0, right.manifest.build_number(), right.shipped, right.installed_at);
}

Assessment missing(std::string_view kind, const std::vector<Offer>& offers)
{
    Assessment assessment{Assessment::Verdict::missing, fmt::format("there is no usable {} image", kind),
                          "run deploy/images/make, or set BERTH_IMAGES to a directory that holds the isos"};
    for (const Offer& offer : offers) {
        if (!is_usable(offer) && kind_name(offer.manifest.kind()) == kind) {
            assessment.why += fmt::format("; {} is damaged: {}", describe(offer.manifest), offer.why);
        }
    }
    return assessment;
}

} // namespace

const Offer* choose(const std::vector<Offer>& offers, v1::ImageKind kind, const std::string& name)
{
    const Offer* best = nullptr;
    for (const Offer& offer : offers) {
        if (offer.manifest.kind() != kind || offer.manifest.name() != name || !is_usable(offer)) {
            continue;
        }
        if (best == nullptr || is_better(offer, *best)) {
            best = &offer;
        }
    }
    return best;
}

Assessment assess(const std::vector<Offer>& offers)
{
    if (choose(offers, v1::IMAGE_KIND_BASE, kBaseName) == nullptr) {
        return missing("base", offers);
    }
    if (choose(offers, v1::IMAGE_KIND_PACK, kDefaultPackName) == nullptr) {
        return missing("pack", offers);
    }
    for (const Offer& offer : offers) {
        if (!is_usable(offer)) {
            return {Assessment::Verdict::impaired,
                    fmt::format("{} is damaged: {}", describe(offer.manifest), offer.why),
                    "remove " + offer.path + "; an image that is needed is installed again from its iso"};
        }
    }
    return {};
}

} // namespace berth::updater
