#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Containers with files of a distro that is away: they wait, say so, start when it comes, and never see an empty
# directory.

load instance
load distro_root

setup_file() {
    load instance
    load distro_root
    use_instance e2egate
    engine_up
    make_archive
    berth distro create small --rootfs "$BATS_FILE_TMPDIR/small.tar.zst"
    berth distro run small -u me -- sh -c 'echo kept >/home/me/file'
    wait_until 5 is_state small ATTACHED
    # Writes down what it sees at each start.
    docker run -d --name waits --restart always -v /distros/small/home/me:/d berth/demo \
        sh -c 'ls /d >>/d/seen; exec sleep 1000'
}
teardown_file() {
    load instance
    load distro_root
    use_instance e2egate
    remove_instance
}
setup() { use_instance e2egate; }

waiting() { berth status --json | jq -r '.network.waiting // [] | .[].name'; }
is_waiting() { [ "$(waiting)" = waits ]; }
runs() { [ "$(docker inspect -f '{{.State.Running}}' waits)" = true ]; }
kill_container() { # by its pid in the engine's namespace
    nsenter -t "$(jq -r .init_host_pid "$RUN_DIR/engine.json")" -p -- kill -9 "$(docker inspect -f '{{.State.Pid}}' waits)"
}
starts() { grep -c '^file$' "$STATE_DIR/distros/small/rootfs/home/me/seen"; }
has_started() { [ "$(starts)" -eq "$1" ]; }

@test "a container that dies while its distro is away waits, and starts when that comes back" {
    local before
    before=$(starts)
    berth distro terminate small
    kill_container
    wait_until 10 is_waiting
    run berth status
    [[ $output == *waits*"berth distro attach small"* ]]
    [ "$(docker inspect -f '{{.State.Running}}' waits)" = false ]
    berth distro attach small
    wait_until 5 runs
    [ "$(waiting)" = "" ]
    wait_until 5 has_started $((before + 1))
}

@test "a container whose distro is detached when the engine starts waits, and starts when it is attached" {
    local before
    before=$(starts)
    berth distro detach small
    berth down
    berth up
    wait_until 10 is_waiting
    berth distro attach small
    wait_until 5 runs
    wait_until 5 has_started $((before + 1))
}

@test "every start saw the files" {
    [ "$(grep -vc -e '^file$' -e '^seen$' "$STATE_DIR/distros/small/rootfs/home/me/seen")" -eq 0 ]
    [ "$(grep -c '^seen$' "$STATE_DIR/distros/small/rootfs/home/me/seen")" -eq "$(starts)" ]
}

@test "a start asked for while the distro is away fails with words that name it and what to do" {
    docker run -d --name asked -v /distros/small/home/me:/d berth/demo sleep 1000
    docker stop -t 0 asked
    berth distro detach small
    run docker start asked
    [ "$status" -ne 0 ]
    [[ $output == *"distro small is not attached"*"berth distro attach small"* ]]
    berth distro attach small
    docker start asked
    docker rm -f asked
}
