// SPDX-License-Identifier: Apache-2.0
// manifest.json of an image from elsewhere. What is let through must keep its promises and survive a round
// trip.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "services/updater/core/file_list.hpp"
#include "services/updater/core/manifest.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace berth;
    const auto manifest = updater::parse_manifest({reinterpret_cast<const char*>(data), size});
    if (!manifest) {
        return 0;
    }
    for (const auto& file : manifest->files()) {
        base::expects(updater::find_path_error(file.path()).empty(), "a listed path stays inside the image");
    }
    base::expects(updater::slot_name(*manifest).find('/') == std::string::npos,
                  "a slot name is one component");
    base::expects(updater::parse_manifest(updater::write_manifest(*manifest)).has_value(), "it reads back");
    return 0;
}
