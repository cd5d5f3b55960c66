#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A member of the group berth sees how berth is, and cannot change it; who is no member sees nothing.

load instance

setup_file() {
    load instance
    use_instance e2elook
    if ! getent group berth >/dev/null; then
        groupadd --system berth
        touch "$BATS_FILE_TMPDIR/made-group"
    fi
    berth up
}
teardown_file() {
    load instance
    use_instance e2elook
    remove_instance
    [[ ! -e $BATS_FILE_TMPDIR/made-group ]] || groupdel berth
}
setup() {
    use_instance e2elook
    as_nobody --clear-groups version >/dev/null || skip "$BERTH_PREFIX is not readable for other users"
}

as_nobody() { # GROUPS-OPTION VERB…
    local groups=$1; shift
    setpriv --reuid 65534 --regid 65534 "$groups" "$BERTH_PREFIX/bin/berth" "$@"
}
as_member() { as_nobody "--groups=$(getent group berth | cut -d: -f3)" "$@"; }

@test "a member sees status, services, network, packs, events and logs" {
    as_member status
    [ "$(as_member status --json | jq -r '.services | length')" -gt 5 ]
    [ "$(as_member status --json | jq -r '.unanswered // [] | length')" -eq 0 ]
    as_member service list | grep -q lifecycle
    as_member net status
    as_member pack list
    as_member k8s status
    as_member distro list
    as_member logs -n 3
    run timeout 2 setpriv --reuid 65534 --regid 65534 "--groups=$(getent group berth | cut -d: -f3)" \
        "$BERTH_PREFIX/bin/berth" events --json
    [[ $output == *host.broker.service.lifecycle* ]]
}

@test "a member changes nothing, and is told to use sudo" {
    local before
    before=$(service_field netbridge pid)
    for verb in start stop restart; do
        run as_member service "$verb" netbridge
        [ "$status" -eq 4 ]
        [[ $output == *"only root may send"* && $output == *sudo* ]]
    done
    run as_member down
    [ "$status" -eq 4 ]
    [ "$(service_field netbridge pid)" = "$before" ]
}

@test "a member reaches no other socket of the bus" {
    local socket
    for socket in commands.sock events-in.sock; do
        run setpriv --reuid 65534 --regid 65534 "--groups=$(getent group berth | cut -d: -f3)" /usr/bin/python3 -c '
import socket, sys
socket.socket(socket.AF_UNIX).connect(sys.argv[1])' "$RUN_DIR/bus/$socket"
        [[ $output == *PermissionError* ]]
    done
}

@test "who is no member is refused" {
    run as_nobody --clear-groups status
    [ "$status" -eq 4 ]
    [[ $output == *"only root"* && $output == *"group berth"* ]]
}
