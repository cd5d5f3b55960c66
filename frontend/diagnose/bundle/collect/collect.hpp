// SPDX-License-Identifier: Apache-2.0
// Every collector; each is in the file of its area.
#pragma once

#include "frontend/diagnose/bundle/collector.hpp"

namespace berth::bundle {

void collect_versions(const Scene& scene, Findings& findings);
void collect_checks(const Scene& scene, Findings& findings);
void collect_status(const Scene& scene, Findings& findings);
void collect_log_store(const Scene& scene, Findings& findings);
void collect_output(const Scene& scene, Findings& findings);
void collect_settings(const Scene& scene, Findings& findings);
void collect_processes(const Scene& scene, Findings& findings);
void collect_engine_record(const Scene& scene, Findings& findings);
void collect_mounts(const Scene& scene, Findings& findings);
void collect_kernel(const Scene& scene, Findings& findings);
void collect_disk(const Scene& scene, Findings& findings);
void collect_engine_info(const Scene& scene, Findings& findings);
void collect_containers(const Scene& scene, Findings& findings);
void collect_disk_usage(const Scene& scene, Findings& findings);

} // namespace berth::bundle
