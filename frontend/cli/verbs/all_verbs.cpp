// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {

std::vector<Verb> all_verbs()
{
    return {up_verb(),
            down_verb(),
            restart_verb(),
            status_verb(),
            events_verb(),
            logs_verb(),
            service_list_verb(),
            service_start_verb(),
            service_stop_verb(),
            service_restart_verb(),
            distro_list_verb(),
            distro_create_verb(),
            distro_run_verb(),
            distro_terminate_verb(),
            distro_remove_verb(),
            distro_attach_verb(),
            distro_detach_verb(),
            distro_integrate_verb(),
            pack_list_verb(),
            net_status_verb(),
            net_ports_verb(),
            k8s_status_verb(),
            diagnose_check_verb(),
            diagnose_bundle_verb(),
            settings_list_verb(),
            settings_get_verb(),
            settings_set_verb(),
            settings_unset_verb(),
            version_verb(),
            completion_verb()};
}

} // namespace berth::cli
