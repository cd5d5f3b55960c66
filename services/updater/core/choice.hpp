// SPDX-License-Identifier: Apache-2.0
// Which of the images at hand the engine shall start from, and what that means for the service's health.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "berth/updater/v1/pack.pb.h"

namespace berth::updater {

inline constexpr const char* kBaseName = "base";
inline constexpr const char* kDefaultPackName = "docker";

/// An image that could be used: installed in a slot, or shipped as an iso beside the programs.
struct Offer {
    v1::PackManifest manifest;     ///< empty when it could not be read; `why` then says so
    std::string path;              ///< the slot's directory or the iso, in the host's mount namespace
    bool shipped = false;          ///< an iso; not installed yet, or installed as well
    std::string why;               ///< of an installed one: what is wrong with it; empty when good
    std::int64_t installed_at = 0; ///< seconds since the epoch; of an installed one
};

/// The newest usable offer of that kind and name, or nullptr. By version, then build number; of two that are
/// equal in both the shipped one wins (a developer's new build has the same version), then the one installed
/// last.
const Offer* choose(const std::vector<Offer>& offers, v1::ImageKind kind, const std::string& name);

/// Of the installed images of that kind and name those that may be removed, by path: all but `chosen`, what
/// is in use, and the newest other good one, which is kept to go back to.
std::vector<std::string> find_superseded(const std::vector<Offer>& offers, const v1::PackManifest& chosen,
                                         const std::set<std::string>& paths_in_use);

/// Can an engine be started from what there is?
struct Assessment {
    enum class Verdict { good, impaired, missing };
    Verdict verdict = Verdict::good;
    std::string why;
    std::string hint;
};
Assessment assess(const std::vector<Offer>& offers);

} // namespace berth::updater
