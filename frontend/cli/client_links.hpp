// SPDX-License-Identifier: Apache-2.0
// The links to the pack's docker client, as the setting sockets.link_client wants them. What is done is
// returned as lines for the person who typed the command; so is what failed, because berth itself is up.
#pragma once

#include <string>
#include <vector>

#include "base/instance.hpp"
#include "berth/settings/v1/settings.pb.h"
#include "berth/updater/v1/pack.pb.h"

namespace berth::cli {

/// The setting where it is written; else true for the instance without a name alone, because there is one
/// /usr/local/bin/docker for all of them.
bool wants_client_links(const base::Instance& instance, const settings::v1::Settings& written);

/// The docker client's directory of the pack in use that was installed last; empty when there is none.
std::string client_directory(const std::vector<updater::v1::InstalledImage>& images);

/// Links, leads the links to another pack, or takes them away. Without a pack in use the links stay as they
/// are.
std::vector<std::string> update_client_links(const base::Instance& instance,
                                             const std::vector<updater::v1::InstalledImage>& images);

std::vector<std::string> remove_client_links(const base::Instance& instance);

} // namespace berth::cli
