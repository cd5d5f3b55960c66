// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/client_links.hpp"

#include <cstdlib>
#include <functional>

#include <google/protobuf/util/time_util.h>

#include "base/error.hpp"
#include "frontend/docker_client/client_links.hpp"
#include "settings/settings.hpp"

namespace berth::cli {
namespace {

// Behind root's own PATH, which may be short; the user's is not known under sudo.
constexpr const char* kUsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin";

docker_client::Places places_of(const base::Instance& instance)
{
    const char* path = std::getenv("PATH");
    return {.search_path = path == nullptr ? kUsualPath : std::string(path) + ":" + kUsualPath,
            .state_dir = instance.state_dir()};
}

std::string listed(const std::vector<std::filesystem::path>& paths)
{
    std::string text;
    for (const std::filesystem::path& path : paths) {
        text += (text.empty() ? "" : ", ") + path.string();
    }
    return text;
}

std::vector<std::string> lines_of(const docker_client::Changes& changes)
{
    std::vector<std::string> lines;
    if (!changes.linked.empty()) {
        lines.push_back("linked the pack's docker client: " + listed(changes.linked));
    }
    if (!changes.removed.empty()) {
        lines.push_back("removed links to the pack's docker client: " + listed(changes.removed) +
                        (changes.machines_own.empty()
                             ? ""
                             : "; the machine has its own, " + changes.machines_own.string()));
    }
    return lines;
}

std::vector<std::string> told(const std::function<docker_client::Changes()>& change)
{
    try {
        return lines_of(change());
    } catch (const base::Error& error) {
        return {"the links to the pack's docker client are not as they should be: " +
                std::string(error.what())};
    }
}

} // namespace

bool wants_client_links(const base::Instance& instance, const settings::v1::Settings& written)
{
    return written.sockets().has_link_client() ? written.sockets().link_client() : instance.name().empty();
}

std::string client_directory(const std::vector<updater::v1::InstalledImage>& images)
{
    const updater::v1::InstalledImage* newest = nullptr;
    for (const updater::v1::InstalledImage& image : images) {
        if (image.in_use() && !image.client_path().empty() &&
            (newest == nullptr || image.installed_at() > newest->installed_at())) {
            newest = &image;
        }
    }
    return newest == nullptr ? std::string() : newest->client_path();
}

std::vector<std::string> update_client_links(const base::Instance& instance,
                                             const std::vector<updater::v1::InstalledImage>& images)
{
    return told([&] {
        if (!wants_client_links(instance, settings::load_written(instance.settings_file()))) {
            return docker_client::remove(places_of(instance));
        }
        const std::string directory = client_directory(images);
        return directory.empty() ? docker_client::Changes{}
                                 : docker_client::update(places_of(instance), directory);
    });
}

std::vector<std::string> remove_client_links(const base::Instance& instance)
{
    return told([&] { return docker_client::remove(places_of(instance)); });
}

} // namespace berth::cli
