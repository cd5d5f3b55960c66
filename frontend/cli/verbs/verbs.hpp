// SPDX-License-Identifier: Apache-2.0
// Every verb of the berth command; each is made in the file of its name.
#pragma once

#include <vector>

#include "frontend/cli/verb.hpp"

namespace berth::cli {

/// In the order of the help text.
std::vector<Verb> all_verbs();

Verb up_verb();
Verb down_verb();
Verb restart_verb();
Verb status_verb();
Verb events_verb();
Verb logs_verb();
Verb service_list_verb();
Verb service_start_verb();
Verb service_stop_verb();
Verb service_restart_verb();
Verb distro_list_verb();
Verb distro_create_verb();
Verb distro_run_verb();
Verb distro_terminate_verb();
Verb distro_remove_verb();
Verb distro_attach_verb();
Verb distro_detach_verb();
Verb distro_integrate_verb();
Verb pack_list_verb();
Verb net_status_verb();
Verb net_ports_verb();
Verb k8s_status_verb();
Verb diagnose_check_verb();
Verb diagnose_bundle_verb();
Verb settings_list_verb();
Verb settings_get_verb();
Verb settings_set_verb();
Verb settings_unset_verb();
Verb version_verb();
Verb completion_verb();

} // namespace berth::cli
