// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "berth/updater/v1/pack.pb.h"
#include "services/updater/core/architecture.hpp"

namespace berth::test {

/// A valid manifest of a pack; tests break one thing each.
inline updater::v1::PackManifest sample_manifest()
{
    updater::v1::PackManifest manifest;
    manifest.set_format(1);
    manifest.set_kind(updater::v1::IMAGE_KIND_PACK);
    manifest.set_name("docker");
    manifest.set_version("26.1.5+dfsg1-9");
    manifest.set_architecture(std::string(updater::kOwnArchitecture));
    manifest.set_build_number(7);
    manifest.set_content_key(std::string(64, 'c'));
    manifest.set_image_store("graphdriver");
    auto& component = *manifest.add_components();
    component.set_name("runc");
    component.set_version("1.1.15+ds1-2");
    auto& file = *manifest.add_files();
    file.set_path("rootfs.squashfs");
    file.set_size_bytes(4096);
    file.set_sha256(std::string(64, 'a'));
    return manifest;
}

inline void add_file(updater::v1::PackManifest& manifest, const std::string& path)
{
    auto& file = *manifest.add_files();
    file.set_path(path);
    file.set_sha256(std::string(64, 'b'));
}

} // namespace berth::test
