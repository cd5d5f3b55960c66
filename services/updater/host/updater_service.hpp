// SPDX-License-Identifier: Apache-2.0
// berth-updater: knows the installed images, installs the shipped ones, and says what the engine starts from.
//
// Two threads besides the loop's: one looks and installs, as commands ask; the other compares all digests
// with the manifests once after the start, at lowest priority, so that a start never waits for 200 MB to be
// hashed and a disk that rots is still noticed.
#pragma once

#include <optional>
#include <string>

#include "service/service.hpp"
#include "services/updater/host/worker.hpp"
#include "services/updater/image/image_store.hpp"

namespace berth::updater {

class UpdaterService final : public service::Service {
public:
    explicit UpdaterService(service::Context& context);

    bus::v1::Health health() override;
    void stop(bus::v1::DrainReason reason, std::function<void()> done) override;

private:
    /// The disk's state as the bus sees it.
    struct View {
        std::vector<v1::InstalledImage> images;
        Assessment assessment;
    };

    static View look(const ImageStore& store);
    void refresh();
    void show(const View& view);
    void verify_all_in_background(const View& view);
    void on_verified(const std::string& slot, const base::Result<std::string>& why);
    void list(const client::ResponderPtr& responder);
    void resolve(const client::ResponderPtr& responder);
    void on_resolved(const base::Result<Resolved>& resolved, const client::ResponderPtr& responder);

    service::Context& context_;
    ImageStore store_;
    std::optional<View> view_; ///< of the last look; none yet right after the start
    std::string published_;
    bool looking_ = false;
    bool stopping_ = false;
    Worker foreground_;
    Worker background_;
};

} // namespace berth::updater
