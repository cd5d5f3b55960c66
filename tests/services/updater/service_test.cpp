// SPDX-License-Identifier: Apache-2.0
// The real berth-updater under a real broker, asked over the bus as lifecycle asks it.
#include <csignal>
#include <functional>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <spdlog/sinks/null_sink.h>

#include "base/files.hpp"
#include "base/scope_exit.hpp"
#include "broker/broker.hpp"
#include "client/bus_client.hpp"
#include "services/updater/image/image_file.hpp"
#include "tests/services/updater/sample_rootfs.hpp"

using namespace berth;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

constexpr auto kAnswerDeadline = 20s; ///< installing two small images on a busy machine

std::filesystem::path build_dir()
{
    return ::getenv("BERTH_BUILD_DIR");
}

/// An instance of its own with nothing but the updater in it, on the test's thread.
class Scene {
public:
    Scene()
    {
        std::filesystem::create_directories(instance_.bus_dir());
        std::filesystem::create_directories(instance_.log_dir());
        ::setenv("BERTH_IMAGES", shipped_.path().c_str(), 1);
    }
    ~Scene()
    {
        shut_down();
        for (const auto& directory : {instance_.run_dir(), instance_.state_dir(), instance_.log_dir()}) {
            std::filesystem::remove_all(directory);
        }
    }
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    void ship(updater::v1::ImageKind kind, const std::string& name) const
    {
        auto manifest = test::sample_manifest();
        manifest.set_kind(kind);
        manifest.set_name(name);
        (void)updater::write_image(shipped_ / (name + ".iso"), manifest, {{"rootfs.squashfs", rootfs_}});
    }

    void start()
    {
        ended_ = false;
        broker_.emplace(loop_,
                        broker::BrokerOptions{.bus_dir = instance_.bus_dir(),
                                              .places = {.instance = instance_,
                                                         .run_dir = instance_.run_dir(),
                                                         .program_dir = build_dir() / "libexec/berth",
                                                         .output_file = instance_.log_dir() / "output.log"}},
                        std::vector<broker::ServicePlan>{{.name = "updater"}}, log_,
                        [this] { ended_ = true; });
        bus::v1::Sender self;
        self.set_service("test");
        self.set_side(bus::v1::SIDE_CLIENT);
        self.set_pid(::getpid());
        client_.emplace(loop_, client::Endpoints::in_directory(instance_.bus_dir().string()), self);
        client_->on_event<bus::v1::ServiceStateChanged>(
            "host.broker.service.updater",
            [this](const std::string&, const bus::v1::ServiceStateChanged& event) {
                status = event.service();
            });
        client_->on_event<updater::v1::ImagesChanged>(
            "host.updater.images",
            [this](const std::string&, const updater::v1::ImagesChanged& event) { images = event; });
        broker_->start_all();
    }

    void shut_down()
    {
        if (broker_) {
            broker_->shut_down();
            (void)wait_until([this] { return ended_; });
            client_.reset();
            broker_.reset();
        }
        status.Clear();
        images.Clear();
    }

    bool wait_until(const std::function<bool()>& holds)
    {
        const auto give_up = loop::Clock::now() + kAnswerDeadline;
        while (!holds() && loop::Clock::now() < give_up) {
            loop_.run_once(100ms);
        }
        return holds();
    }

    template <class Response>
    std::pair<client::Outcome, Response> ask(const google::protobuf::Message& command)
    {
        std::optional<std::pair<client::Outcome, Response>> answer;
        client_->request<Response>("updater@host", command, kAnswerDeadline,
                                   [&](const client::Outcome& outcome, const Response& response) {
                                       answer = {outcome, response};
                                   });
        REQUIRE(wait_until([&] { return answer.has_value(); }));
        return *answer;
    }

    bus::v1::ServiceStatus status;
    updater::v1::ImagesChanged images;

private:
    base::Instance instance_{"tu" + std::to_string(::getpid())};
    test::TempDir shipped_;
    std::filesystem::path rootfs_ = test::make_sample_rootfs(shipped_.path());
    spdlog::logger log_{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
    loop::EventLoop loop_;
    std::optional<broker::Broker> broker_;
    std::optional<client::BusClient> client_;
    bool ended_ = false;
};

bool is_root()
{
    if (::geteuid() == 0) {
        return true;
    }
    WARN("skipped: an instance's directories can only be made by root");
    return false;
}

} // namespace

TEST_CASE("the shipped images are installed when they are asked for, and published", "[updater][root]")
{
    if (!is_root()) {
        return;
    }
    Scene scene;
    scene.ship(updater::v1::IMAGE_KIND_BASE, "base");
    scene.ship(updater::v1::IMAGE_KIND_PACK, "docker");
    scene.start();
    REQUIRE(scene.wait_until([&] { return scene.status.run() == bus::v1::ServiceStatus::RUN_READY; }));

    const auto [outcome, resolved] =
        scene.ask<updater::v1::ResolveImagesResponse>(updater::v1::ResolveImages());
    CAPTURE(outcome.status.ShortDebugString());
    REQUIRE(outcome.ok());
    REQUIRE(test::read_text(resolved.pack().client_path() + "/docker") == "the client");
    REQUIRE(resolved.pack().manifest().name() == "docker");
    REQUIRE_FALSE(resolved.pack().in_use());
    REQUIRE(scene.wait_until([&] { return scene.images.images_size() == 2; }));

    const auto [listed, list] = scene.ask<updater::v1::ListImagesResponse>(updater::v1::ListImages());
    REQUIRE(listed.ok());
    REQUIRE(list.images_size() == 2);
}

TEST_CASE("without any image the service says so and what to do", "[updater][root]")
{
    if (!is_root()) {
        return;
    }
    Scene scene;
    scene.start();
    REQUIRE(scene.wait_until([&] { return !scene.status.hint().empty(); }));
    REQUIRE_THAT(scene.status.why(), Contains("no usable base image"));
    REQUIRE_THAT(scene.status.hint(), Contains("deploy/images/make"));

    const auto [outcome, resolved] =
        scene.ask<updater::v1::ResolveImagesResponse>(updater::v1::ResolveImages());
    REQUIRE(outcome.status.code() == bus::v1::STATUS_CODE_FAILED);
    REQUIRE_THAT(outcome.status.message(), Contains("no usable base image"));
}

TEST_CASE("damage that leaves size and time alone is found after the next start, and published",
          "[updater][root]")
{
    if (!is_root()) {
        return;
    }
    Scene scene;
    scene.ship(updater::v1::IMAGE_KIND_BASE, "base");
    scene.ship(updater::v1::IMAGE_KIND_PACK, "docker");
    scene.start();
    REQUIRE(scene.wait_until([&] { return scene.status.run() == bus::v1::ServiceStatus::RUN_READY; }));
    const auto resolved = scene.ask<updater::v1::ResolveImagesResponse>(updater::v1::ResolveImages()).second;
    scene.shut_down();
    const std::string rootfs = resolved.base().rootfs_path();
    struct stat before {};
    REQUIRE(::stat(rootfs.c_str(), &before) == 0);
    {
        const base::UniqueFd fd = base::open_file(rootfs, O_WRONLY);
        REQUIRE(::pwrite(fd.get(), "X", 1, 77) == 1);
        const timespec times[2] = {before.st_atim, before.st_mtim};
        REQUIRE(::futimens(fd.get(), times) == 0);
    }

    scene.start();
    REQUIRE(scene.wait_until([&] {
        return scene.images.images_size() == 2 && !scene.images.images(0).why().empty() &&
               scene.status.run() == bus::v1::ServiceStatus::RUN_DEGRADED;
    }));
    REQUIRE_THAT(scene.images.images(0).why(), Contains("rootfs.squashfs has sha256"));
    REQUIRE_THAT(scene.status.why(), Contains("base"));

    const auto [outcome, healed] =
        scene.ask<updater::v1::ResolveImagesResponse>(updater::v1::ResolveImages());
    REQUIRE(outcome.ok());
    REQUIRE(healed.base().why().empty());
}
