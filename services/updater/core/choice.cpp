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
    return offer.why.empty();
}

std::string name_of(const Offer& offer)
{
    return offer.manifest.kind() == v1::IMAGE_KIND_UNSPECIFIED ? offer.path : describe(offer.manifest);
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
        const bool may_be_it =
            kind_name(offer.manifest.kind()) == kind || offer.manifest.kind() == v1::IMAGE_KIND_UNSPECIFIED;
        if (!is_usable(offer) && may_be_it) {
            assessment.why += fmt::format("; {} is damaged: {}", name_of(offer), offer.why);
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

std::vector<std::string> find_superseded(const std::vector<Offer>& offers, const v1::PackManifest& chosen,
                                         const std::set<std::string>& paths_in_use)
{
    std::vector<Offer> others;
    for (const Offer& offer : offers) {
        if (!offer.shipped && slot_name(offer.manifest) != slot_name(chosen) &&
            offer.manifest.kind() == chosen.kind() && offer.manifest.name() == chosen.name()) {
            others.push_back(offer);
        }
    }
    const Offer* kept = choose(others, chosen.kind(), chosen.name());
    std::vector<std::string> superseded;
    for (const Offer& other : others) {
        if (&other != kept && paths_in_use.count(other.path) == 0) {
            superseded.push_back(other.path);
        }
    }
    return superseded;
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
                    fmt::format("{} is damaged: {}", name_of(offer), offer.why),
                    "remove " + offer.path + "; an image that is needed is installed again from its iso"};
        }
    }
    return {};
}

} // namespace berth::updater
