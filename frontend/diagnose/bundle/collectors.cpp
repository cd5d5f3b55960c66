// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/collect/collect.hpp"
#include "frontend/diagnose/bundle/limits.hpp"

namespace berth::bundle {

const std::vector<Collector>& all_collectors()
{
    static const std::vector<Collector> kAll{
        {"versions", "versions of berth, kernel and distribution", kFilesDeadline, collect_versions},
        {"status", "what every service answers at this moment", kStatusDeadline, collect_status},
        {"logs", "the log store, services and engine", kFilesDeadline, collect_log_store},
        {"output", "what programs wrote when they could not log", kFilesDeadline, collect_output},
        {"settings", "settings in force", kFilesDeadline, collect_settings},
        {"processes", "berth's own processes", kFilesDeadline, collect_processes},
        {"engine", "the record of the running engine", kFilesDeadline, collect_engine_record},
        {"mounts", "mounts of the engine, counted by kind", kFilesDeadline, collect_mounts},
        {"kernel", "features of the kernel, cgroups", kFilesDeadline, collect_kernel},
        {"disk", "room on the disks of berth's directories", kFilesDeadline, collect_disk},
        {"docker", "docker info and version", kEngineDeadline, collect_engine_info},
        {"containers", "containers: id, image, state, restart policy", kEngineDeadline, collect_containers},
        {"usage", "docker system df, sums alone", kUsageDeadline, collect_disk_usage},
        // Last: with services that hang it takes its time, and they may be other ones by then.
        {"checks", "what berth diagnose check finds", kChecksDeadline, collect_checks},
    };
    return kAll;
}

} // namespace berth::bundle
