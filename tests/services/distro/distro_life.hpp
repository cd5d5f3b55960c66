// SPDX-License-Identifier: Apache-2.0
// A scene with a distro that was made from an archive.
#pragma once

#include "tests/services/distro/distro_scene.hpp"
#include "tests/services/distro/sample_rootfs.hpp"

namespace berth::distro {

inline const std::string kName = "Small-1.0";

#define NEEDS_ROOTFS()                                                                                       \
    NEEDS_ROOT();                                                                                            \
    if (!test::has_busybox_or_says_so()) {                                                                   \
        return;                                                                                              \
    }

template <class Command>
Command about(const std::string& name)
{
    Command command;
    command.set_name(name);
    return command;
}

inline v1::CreateDistro create_command(const fs::path& archive)
{
    auto command = about<v1::CreateDistro>(kName);
    command.set_rootfs_file(archive.string());
    return command;
}

/// A scene with one distro, and an engine that is projected into.
class Life : public Scene {
public:
    Life()
    {
        REQUIRE(wait_for(Status::STATE_RUNNING));
        const auto restored = restore(engine->init_pid());
        INFO(restored.outcome.status.ShortDebugString());
        REQUIRE(restored.outcome.ok());
        const auto made =
            ask<v1::CreateDistroResponse>(create_command(test::make_rootfs_archive(files_.path())));
        INFO(made.outcome.status.ShortDebugString());
        REQUIRE(made.outcome.ok());
    }
    Status start()
    {
        const auto answer = ask<v1::StartDistroResponse>(about<v1::StartDistro>(kName));
        INFO(answer.outcome.status.ShortDebugString());
        REQUIRE(answer.outcome.ok());
        REQUIRE(wait_for(answer.response.distro().state(), kName)); // so that what comes next is news
        return answer.response.distro();
    }
    client::Outcome terminate()
    {
        return ask<v1::TerminateDistroResponse>(about<v1::TerminateDistro>(kName)).outcome;
    }

private:
    test::TempDir files_;
};

} // namespace berth::distro
