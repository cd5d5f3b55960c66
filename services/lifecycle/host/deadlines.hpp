// SPDX-License-Identifier: Apache-2.0
// Every deadline of an engine's start and stop.
#pragma once

#include <chrono>

namespace berth::lifecycle {

using std::chrono::milliseconds;

constexpr milliseconds kPreflightDeadline{5000};
constexpr milliseconds kStoreDeadline{5000};
constexpr milliseconds kImagesDeadline{180000};    ///< a first installation writes and checks some 300 MB
constexpr milliseconds kLauncherDeadline{12000};   ///< its own wait for berth-init is 10 s
constexpr milliseconds kNamespacesDeadline{15000}; ///< the launcher's and the time to end it
constexpr milliseconds kNetworkDeadline{10000};
constexpr milliseconds kProjectionsDeadline{10000};
constexpr milliseconds kDaemonsDeadline{15000};
constexpr milliseconds kEngineDeadline{60000}; ///< a dockerd that restores many containers takes its time

constexpr milliseconds kStopMargin{15000}; ///< on top of the containers' own stop time
constexpr milliseconds kReleaseDeadline{10000};
constexpr milliseconds kRemainsDeadline{5000};

constexpr milliseconds kRetryInterval{2000}; ///< of a running engine that could not be taken up
constexpr int kMaxFailedStarts = 5;          ///< in a row, of an engine that was ready before
constexpr milliseconds kProbeInterval{1500}; ///< between two looks at the engine while nothing happens
constexpr milliseconds kProbeDeadline{1000}; ///< less than who asks for the engine's state waits
constexpr milliseconds kEndProcessDeadline{2000};
constexpr milliseconds kStartProbeInterval{10}; ///< while dockerd starts
constexpr milliseconds kConnectInit{5000};

} // namespace berth::lifecycle
