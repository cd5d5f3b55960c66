#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Containers with "restart: always" and their files, through everything that may stop or die around them: they see their
# data each time, and never an empty directory. BERTH_TEST_ROUNDS says how often all of it happens (default 2).

bats_require_minimum_version 1.5.0

load instance
load distro_root

rounds=${BERTH_TEST_ROUNDS:-2}

setup_file() {
    load instance
    load distro_root
    use_instance e2erestarts
    engine_up
    make_archive
    berth distro create box --rootfs "$BATS_FILE_TMPDIR/small.tar.zst"
    berth distro integrate box on
    mkdir -p "$BATS_FILE_TMPDIR/data"
    echo "of the host" >"$BATS_FILE_TMPDIR/data/marker"
    berth distro run box -- sh -c 'mkdir -p /srv/data && echo "of box" >/srv/data/marker'
    start_witness ofhost "$BATS_FILE_TMPDIR/data"
    start_witness ofbox /distros/box/srv/data
}
teardown_file() {
    load instance
    use_instance e2erestarts
    remove_instance
}
setup() { use_instance e2erestarts; }

# A container that says what it sees each time that it starts, and "EMPTY" whenever it sees nothing.
start_witness() { # NAME DIRECTORY
    # shellcheck disable=SC2016 # for the container's shell
    docker run -d --name "$1" --restart always --stop-timeout 1 -v "$2":/d berth/demo sh -c '
        trap "exit 0" TERM
        echo "start: $(cat /d/marker 2>&1)"
        while :; do [ -e /d/marker ] || echo EMPTY; sleep 0.1; done'
}

sees_data() { # both containers run, and have their files at this moment
    [ "$(docker exec ofhost cat /d/marker)" = "of the host" ] && [ "$(docker exec ofbox cat /d/marker)" = "of box" ]
}
expect_data_after() { # WHAT HAPPENED
    wait_until 20 sees_data || { echo "round $round, after $1:"; docker ps -a; docker logs --tail 3 ofbox; return 1; }
    expect_full ofhost "of the host"
    expect_full ofbox "of box"
}
expect_full() { # CONTAINER TEXT: never anything else, since it was made
    if docker logs "$1" 2>&1 | grep -vx "start: $2"; then
        echo "round $round: container $1 has seen that"
        return 1
    fi
}
engine_pid() { pgrep -P "$(jq -r .init_host_pid "$RUN_DIR/engine.json")" -x "$1"; }
is_new() { local now; now=$(engine_pid dockerd) && [ "$now" != "$1" ] && docker info; }

@test "$rounds rounds: dockerd killed, restart, down and up, the distro ended and started, the broker killed" {
    local round before
    for ((round = 1; round <= rounds; ++round)); do
        before=$(engine_pid dockerd)
        kill -9 "$before"
        wait_until 10 is_new "$before"
        expect_data_after "dockerd was killed"
        berth restart
        expect_data_after "a restart of the engine"
        berth down
        berth up
        expect_data_after "down and up"
        berth distro terminate box
        berth distro run box -- true
        expect_data_after "the distro was ended and started"
        before=$(broker_pid)
        kill -9 "$before"
        wait_until 10 berth status --json
        expect_data_after "the broker was killed"
        echo "# round $round done" >&3
    done
}

@test "the distro stays away while the engine starts: its container waits and then sees its data" {
    berth distro terminate box
    berth down
    berth up
    run docker exec ofbox true
    [ "$status" -ne 0 ]
    berth distro run box -- true
    round=last expect_data_after "the distro came back"
}
