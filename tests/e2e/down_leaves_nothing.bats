#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# After `berth down` the machine is as it was, and after the next `up` everything of the user's is as it was.

load instance

setup_file() {
    load instance
    use_instance e2edown
}
teardown_file() {
    load instance
    use_instance e2edown
    remove_instance
}
setup() {
    use_instance e2edown
}

# Everything that an engine could leave on the machine, one thing a line.
machine_things() {
    ls /sys/class/net
    losetup -n -O BACK-FILE
    cut -d' ' -f5 /proc/self/mountinfo
    find /sys/fs/cgroup -type d
    nft list ruleset
    iptables-save | sed '/^#/d; s/\[.*\]//'
    find /run -path "*berth-$BERTH_INSTANCE*"
    lsns -n -o NS,TYPE | sort
    cat /proc/sys/net/ipv4/ip_forward
}

@test "down leaves no process, mount, device, interface, cgroup, rule or socket" {
    machine_things >"$BATS_FILE_TMPDIR/before"
    engine_up
    docker info -f '{{.ID}}' >"$BATS_FILE_TMPDIR/engine_id"
    docker volume create kept
    docker run --rm -v kept:/v berth/demo sh -c 'echo content >/v/file'
    docker run -d --name sleeper --restart unless-stopped -p 127.0.0.1:18090:80 -v "$BATS_FILE_TMPDIR":/h berth/demo httpd -f -p 80 -h /h
    berth down
    machine_things >"$BATS_FILE_TMPDIR/after"
    diff "$BATS_FILE_TMPDIR/before" "$BATS_FILE_TMPDIR/after"
    run pgrep -f -- "--instance $BERTH_INSTANCE( |\$)"
    [ "$status" -ne 0 ]
}

@test "down ends the engine also when the services that keep it were stopped before" {
    berth up
    berth service stop netbridge # and with it what needs it
    [ "$(service_field lifecycle run)" = RUN_STOPPED ]
    berth down
    machine_things | diff "$BATS_FILE_TMPDIR/before" -
}

@test "down when down is fine" {
    run berth down
    [ "$status" -eq 0 ]
}

@test "the next up finds the engine's identity, images, containers and volumes as they were" {
    berth up
    [ "$(docker info -f '{{.ID}}')" = "$(cat "$BATS_FILE_TMPDIR/engine_id")" ]
    docker image inspect berth/demo >/dev/null
    [ "$(docker run --rm -v kept:/v berth/demo cat /v/file)" = content ]
    [ "$(docker inspect -f '{{.State.Running}}' sleeper)" = true ]
    wait_until 5 curl -fsS http://127.0.0.1:18090/before
}
