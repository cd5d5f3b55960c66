// SPDX-License-Identifier: Apache-2.0
#include "services/updater/host/updater_service.hpp"

#include <cstdlib>

#include "services/updater/core/manifest.hpp"
#include "services/updater/host/files_in_use.hpp"
#include "services/updater/image/installer.hpp"

namespace berth::updater {
namespace {

constexpr const char* kImagesTopic = "host.updater.images";
constexpr const char* kEngineTopic = "host.lifecycle.engine"; // its changes are when images come into use

std::filesystem::path shipped_directory()
{
    const char* named = std::getenv("BERTH_IMAGES");
    return named != nullptr ? std::filesystem::path(named) : base::share_dir() / "images";
}

std::filesystem::path prepared(const std::filesystem::path& images)
{
    remove_unfinished(images); // this process is the only one that installs into this directory
    return images;
}

v1::InstalledImage to_bus(const Slot& slot, const std::set<std::string>& files_in_use)
{
    v1::InstalledImage image = to_installed_image(slot);
    image.set_in_use(files_in_use.count(image.rootfs_path()) != 0);
    return image;
}

bus::v1::Health to_health(const Assessment& assessment)
{
    bus::v1::Health health;
    switch (assessment.verdict) {
    case Assessment::Verdict::good:
        health.set_state(bus::v1::Health::STATE_READY);
        break;
    case Assessment::Verdict::impaired:
        health.set_state(bus::v1::Health::STATE_DEGRADED);
        break;
    case Assessment::Verdict::missing:
        health.set_state(bus::v1::Health::STATE_FAILED);
        break;
    }
    health.set_why(assessment.why);
    health.set_hint(assessment.hint);
    return health;
}

} // namespace

UpdaterService::UpdaterService(service::Context& context)
    : context_(context), store_(prepared(context.instance().state_dir() / "images"), shipped_directory(),
                                files_behind_loop_devices),
      foreground_(context.loop(), Worker::Priority::normal),
      background_(context.loop(), Worker::Priority::lowest)
{
    context_.bus().handle<v1::ListImages>(
        [this](const v1::ListImages&, const client::ResponderPtr& responder) { list(responder); });
    context_.bus().handle<v1::ResolveImages>(
        [this](const v1::ResolveImages&, const client::ResponderPtr& responder) { resolve(responder); });
    context_.bus().subscribe(kEngineTopic, [this](const std::string&, const bus::v1::Envelope&,
                                                  const std::string&) { refresh(); });
    refresh();
}

bus::v1::Health UpdaterService::health()
{
    refresh(); // the next answer is from after this question
    if (!view_) {
        bus::v1::Health health;
        health.set_state(bus::v1::Health::STATE_STARTING);
        health.set_why("looking at the images in " + store_.images().string());
        return health;
    }
    return to_health(view_->assessment);
}

void UpdaterService::stop(bus::v1::DrainReason /*reason*/, std::function<void()> done)
{
    stopping_ = true;
    foreground_.request_stop(); // an installation that is cut short leaves nothing
    background_.request_stop();
    done();
}

UpdaterService::View UpdaterService::look(const ImageStore& store)
{
    const Inventory inventory = store.take_inventory();
    const std::set<std::string> files_in_use = store.files_in_use();
    View view;
    for (const Slot& slot : inventory.slots) {
        view.images.push_back(to_bus(slot, files_in_use));
    }
    view.assessment = assess(inventory.offers);
    return view;
}

void UpdaterService::refresh()
{
    if (looking_ || stopping_) {
        return;
    }
    looking_ = true;
    foreground_.submit<View>(
        [this](const std::stop_token&) { return look(store_); },
        [this](const base::Result<View>& view) {
            looking_ = false;
            if (view.has_value()) {
                show(*view);
                return;
            }
            context_.log().error("looking at the images: {}", view.error().message);
            show({{}, {Assessment::Verdict::missing, view.error().message, view.error().hint}});
        });
}

void UpdaterService::show(const View& view)
{
    const bool first = !view_.has_value();
    const bool health_changed = first || view_->assessment.why != view.assessment.why;
    view_ = view;
    v1::ImagesChanged event;
    for (const v1::InstalledImage& image : view.images) {
        *event.add_images() = image;
    }
    if (const std::string text = event.SerializeAsString(); first || text != published_) {
        published_ = text;
        context_.bus().publish_state(kImagesTopic, event);
    }
    if (health_changed) {
        context_.bus().announce_health(to_health(view.assessment));
    }
    if (first) {
        verify_all_in_background(view);
    }
}

void UpdaterService::verify_all_in_background(const View& view)
{
    for (const v1::InstalledImage& image : view.images) {
        const std::filesystem::path directory = image.directory();
        background_.submit<std::string>(
            [directory](const std::stop_token& stop) { return verify_slot(look_at_slot(directory), stop); },
            [this, directory](const base::Result<std::string>& why) { on_verified(directory, why); });
    }
}

void UpdaterService::on_verified(const std::string& slot, const base::Result<std::string>& why)
{
    const std::string failure = why.has_value() ? *why : why.error().message;
    if (failure.empty()) {
        context_.log().info("compared all digests of {}", slot);
    } else {
        context_.log().error("{} is damaged: {}", slot, failure);
    }
    refresh(); // publishes what was found
}

void UpdaterService::list(const client::ResponderPtr& responder)
{
    foreground_.submit<View>([this](const std::stop_token&) { return look(store_); },
                             [this, responder](const base::Result<View>& view) {
                                 if (!view) {
                                     responder->fail(bus::v1::STATUS_CODE_FAILED, view.error().message,
                                                     view.error().hint);
                                     return;
                                 }
                                 show(*view);
                                 v1::ListImagesResponse response;
                                 for (const v1::InstalledImage& image : view->images) {
                                     *response.add_images() = image;
                                 }
                                 responder->reply(response);
                             });
}

void UpdaterService::resolve(const client::ResponderPtr& responder)
{
    foreground_.submit<Resolved>([this](const std::stop_token& stop) { return store_.resolve(stop); },
                                 [this, responder](const base::Result<Resolved>& resolved) {
                                     on_resolved(resolved, responder);
                                     refresh();
                                 });
}

void UpdaterService::on_resolved(const base::Result<Resolved>& resolved,
                                 const client::ResponderPtr& responder)
{
    if (!resolved) {
        const base::Failure failure = resolved.error();
        context_.log().error("{}", failure.message);
        responder->fail(bus::v1::STATUS_CODE_FAILED, failure.message, failure.hint);
        return;
    }
    for (const std::string& line : resolved->done) {
        context_.log().info("{}", line);
    }
    const std::set<std::string> files_in_use = store_.files_in_use();
    v1::ResolveImagesResponse response;
    *response.mutable_base() = to_bus(resolved->base, files_in_use);
    *response.mutable_pack() = to_bus(resolved->pack, files_in_use);
    responder->reply(response);
}

} // namespace berth::updater
