// SPDX-License-Identifier: Apache-2.0
// A small image to install, in a test's own directory. Its "squashfs" is text: nothing here mounts it, and
// the kind is base, because a pack's client is unpacked with unsquashfs.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "services/updater/image/image_file.hpp"
#include "tests/services/updater/sample_manifest.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::test {

inline void write_text(const std::filesystem::path& path, const std::string& text)
{
    std::ofstream(path, std::ios::binary) << text;
}

inline std::string read_text(const std::filesystem::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

struct SampleImage {
    TempDir directory;
    std::filesystem::path iso = directory / "base.iso";
    std::filesystem::path images = directory / "images";
    std::string rootfs_text;
    updater::v1::PackManifest manifest = sample_manifest();

    SampleImage()
    {
        for (int i = 0; i < 20'000; ++i) {
            rootfs_text += "block " + std::to_string(i) + "\n";
        }
        manifest.set_kind(updater::v1::IMAGE_KIND_BASE);
        manifest.set_name("base");
        write();
    }

    void write()
    {
        write_text(directory / "rootfs", rootfs_text);
        write_text(directory / "hook", "#!/bin/sh\n");
        manifest = updater::write_image(
            iso, manifest, {{"rootfs.squashfs", directory / "rootfs"}, {"hooks/start", directory / "hook"}});
    }

    /// Replaces the first occurrence in the iso by text of the same length.
    void alter(const std::string& from, const std::string& to) const
    {
        std::string bytes = read_text(iso);
        bytes.replace(bytes.find(from), to.size(), to);
        write_text(iso, bytes);
    }
};

} // namespace berth::test
