#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Further distros: made from an archive, entered, seen by the engine, ended, removed; and what goes wrong.

bats_require_minimum_version 1.5.0

load instance
load distro_root

setup_file() {
    load instance
    load distro_root
    use_instance e2edistros
    engine_up
    make_archive
    berth distro create small --rootfs "$BATS_FILE_TMPDIR/small.tar.zst"
}
teardown_file() {
    load instance
    use_instance e2edistros
    remove_instance
}
setup() { use_instance e2edistros; }

engine_sees() { # PATH, as dockerd has it
    local init
    init=$(jq -r .init_host_pid "$RUN_DIR/engine.json")
    nsenter -t "$(pgrep -P "$init" -x dockerd)" -m ls -d "$1"
}
nothing_is_left_of() { ! ls -d "$STATE_DIR"/distros/*"$1"* "$STATE_DIR"/distros/.*"$1"* 2>/dev/null; }

@test "a new distro is stopped, and its files are root's alone" {
    is_state small STOPPED
    [ "$(stat -c %a "$STATE_DIR/distros")" = 700 ]
    [ "$(jq -r .name "$STATE_DIR/distros/small/distro.json")" = small ]
}

@test "run starts it: a host name, processes and a root of its own" {
    [ "$(berth distro run small -- hostname)" = small ]
    # shellcheck disable=SC2016 # the distro's shell expands it
    [ "$(berth distro run small -- sh -c 'echo $BERTH_DISTRO_NAME $USER $HOME')" = "small root /root" ]
    run berth distro run small -- ls /proc/1/exe /home
    [[ $output == *me* ]]
    [ "$(berth distro run small -- readlink /proc/self/ns/net)" = "$(readlink /proc/self/ns/net)" ]
    [ "$(berth distro run small -- readlink /proc/self/ns/mnt)" != "$(readlink /proc/self/ns/mnt)" ]
}

@test "run takes a user and a directory, and passes on arguments untouched" {
    [ "$(berth distro run small -u me -- id)" = "uid=1000(me) gid=1000(me) groups=101(docker),1000(me)" ]
    [ "$(berth distro run small -u me -- pwd)" = /home/me ]
    [ "$(berth distro run small --cd /etc -- pwd)" = /etc ]
    [ "$(berth distro run small -- printf '%s|' '[a,b]' -- --user '' 'x y')" = "[a,b]|--|--user||x y|" ]
    [ "$(echo through | berth distro run small -- cat)" = through ]
}

@test "the command's exit code is berth's, and berth's own failures have one of their own" {
    run berth distro run small -- sh -c 'exit 7'
    [ "$status" -eq 7 ]
    # shellcheck disable=SC2016 # the distro's shell expands it
    run berth distro run small -- sh -c 'kill -9 $$'
    [ "$status" -eq 137 ]
    run -127 berth distro run small -- nosuch
    [ "$status" -eq 127 ]
    run berth distro run small -- /etc/passwd
    [ "$status" -eq 126 ]
    run berth distro run small -u nobody -- true
    [ "$status" -eq 125 ]
    run berth distro run small --cd /nowhere -- true
    [ "$status" -eq 125 ]
    run berth distro run nosuch -- true
    [ "$status" -eq 125 ]
    [[ $output == *"there is no distro nosuch"* ]]
    run berth distro run small --bogus -- true
    [ "$status" -eq 125 ]
}

@test "a signal to berth reaches the command" {
    "$BERTH_PREFIX/bin/berth" distro run small -- sh -c 'trap "exit 44" TERM; touch /trapped; while :; do sleep 0.1; done' &
    local command=$!
    wait_until 5 test -e "$STATE_DIR/distros/small/rootfs/trapped"
    kill -TERM "$command"
    local code=0
    wait "$command" || code=$?
    [ "$code" -eq 44 ]
}

@test "on a terminal the command gets one of the distro's, with its size and exit code" {
    run script -qec "stty rows 33 cols 99; '$BERTH_PREFIX/bin/berth' distro run small -u me -- sh -c 'tty; stty size; exit 5'" /dev/null </dev/null
    [ "$status" -eq 5 ]
    [[ $output == */dev/pts/*33\ 99* ]]
}

@test "a running distro is attached: the engine sees its files, also new ones" {
    wait_until 5 is_state small ATTACHED
    [ "$(distro_field small engine_path)" = /distros/small ]
    berth distro run small -- touch /made-later
    engine_sees /distros/small/made-later
    run engine_sees /distros/small/sys/fs/cgroup/cgroup.procs
    [ "$status" -ne 0 ]
}

@test "detach hides it and keeps it so, attach shows it again, and host stays as it is" {
    berth distro detach small
    run engine_sees /distros/small
    [ "$status" -ne 0 ]
    engine_sees /distros/host/etc
    berth distro terminate small
    berth distro run small -- true
    is_state small RUNNING
    run berth distro attach small
    [ "$status" -eq 0 ]
    [[ $output == *small*attached*/distros/small* ]]
    engine_sees /distros/small/etc
    run berth distro detach host
    [ "$status" -ne 0 ]
}

@test "terminate gives processes their time, detaches, and is safe to repeat" {
    berth distro run small -- sh -c 'trap "touch /told; exit 3" TERM; touch /ready; while :; do sleep 0.1; done' &
    local command=$!
    wait_until 5 test -e "$STATE_DIR/distros/small/rootfs/ready"
    berth distro terminate small
    local code=0
    wait "$command" || code=$?
    [ "$code" -eq 3 ]
    [ -e "$STATE_DIR/distros/small/rootfs/told" ]
    is_state small STOPPED
    run engine_sees /distros/small
    [ "$status" -ne 0 ]
    berth distro terminate small
}

@test "a distro whose first process is killed is detached, says so, and comes back when asked for" {
    berth distro run small -- true
    wait_until 5 is_state small ATTACHED
    kill -9 "$(distro_field small process.pid)"
    wait_until 5 is_state small STOPPED
    [[ $(distro_field small why) == *unexpectedly* ]]
    not_seen() { ! engine_sees /distros/small; }
    wait_until 5 not_seen
    engine_sees /distros/host/etc
    berth distro run small -- true
    wait_until 5 is_state small ATTACHED
    engine_sees /distros/small/etc
}

@test "the service's death ends no distro" {
    berth distro run small -- true
    local before old
    before=$(distro_field small process.pid)
    old=$(service_field distro pid)
    kill -9 "$old"
    is_back() { [ "$(service_field distro pid)" != "$old" ] && [ "$(service_field distro run)" = RUN_READY ]; }
    wait_until 5 is_back
    [ "$(distro_field small process.pid)" = "$before" ]
    wait_until 5 is_state small ATTACHED
    berth distro run small -- true
}

@test "down ends a distro and up brings it back" {
    berth distro run small -- true
    local before
    before=$(distro_field small process.pid)
    berth down
    [ ! -d "/proc/$before" ]
    berth up
    is_state small ATTACHED
    engine_sees /distros/small/etc
    [ "$(berth distro run small -- hostname)" = small ]
}

@test "remove asks a person, refuses a running distro, and leaves nothing" {
    berth distro create other --rootfs "$BATS_FILE_TMPDIR/small.tar.zst"
    run berth distro remove other </dev/null
    [ "$status" -eq 2 ]
    [[ $output == *--yes* ]]
    berth distro run other -- true
    run berth distro remove other --yes
    [ "$status" -eq 1 ]
    [[ $output == *"terminate it first"* ]]
    berth distro terminate other
    berth distro remove other --yes
    [ "$(distro_field other name)" = "" ]
    nothing_is_left_of other
}

@test "a name that is taken, the machine's or none is refused" {
    run berth distro create small --rootfs "$BATS_FILE_TMPDIR/small.tar.zst"
    [ "$status" -eq 1 ]
    [[ $output == *"there is a distro small already"* ]]
    run berth distro create host --rootfs "$BATS_FILE_TMPDIR/small.tar.zst"
    [ "$status" -eq 1 ]
    run berth distro create ../x --rootfs "$BATS_FILE_TMPDIR/small.tar.zst"
    [ "$status" -eq 1 ]
    run berth distro create other
    [ "$status" -eq 2 ]
}

@test "what is no archive, cut short, or no Linux is refused, and nothing is left" {
    run berth distro create bad --rootfs /etc/passwd
    [ "$status" -eq 1 ]
    [[ $output == *"give a tar file"* ]]
    head -c 300000 "$BATS_FILE_TMPDIR/small.tar.zst" >"$BATS_TEST_TMPDIR/cut.tar.zst"
    run berth distro create bad --rootfs "$BATS_TEST_TMPDIR/cut.tar.zst"
    [ "$status" -eq 1 ]
    [[ $output == *"cut short"* ]]
    mkdir -p "$BATS_TEST_TMPDIR/photos/summer"
    tar -C "$BATS_TEST_TMPDIR/photos" -cf "$BATS_TEST_TMPDIR/photos.tar" .
    run berth distro create bad --rootfs "$BATS_TEST_TMPDIR/photos.tar"
    [ "$status" -eq 1 ]
    [[ $output == *"not a Linux distribution"* ]]
    run berth distro create bad --rootfs /no/such/file
    [ "$status" -eq 1 ]
    nothing_is_left_of bad
    [ "$(distro_field bad name)" = "" ]
}

@test "Ctrl-C ends a creation, and nothing is left" {
    mkdir -p "$BATS_TEST_TMPDIR/large/etc"
    head -c 200M /dev/urandom >"$BATS_TEST_TMPDIR/large/blob"
    tar -C "$BATS_TEST_TMPDIR/large" -cf "$BATS_TEST_TMPDIR/large.tar" .
    # A shell gives its background commands an ignored INT; env gives it back.
    env --default-signal=INT "$BERTH_PREFIX/bin/berth" distro create large --rootfs "$BATS_TEST_TMPDIR/large.tar" &
    local create=$! code=0
    wait_until 10 test -d "$STATE_DIR/distros/.partial-large"
    kill -INT "$create"
    wait "$create" || code=$?
    [ "$code" -eq 1 ]
    nothing_is_left_of large
    [ "$(distro_field large name)" = "" ]
}

@test "a disk that is full is told, and nothing is left" {
    berth down
    mount -t tmpfs -o size=1m tmpfs "$STATE_DIR/distros"
    berth up
    run berth distro create full --rootfs "$BATS_FILE_TMPDIR/small.tar.zst"
    local failed=$status words=$output
    nothing_is_left_of full
    berth down
    umount "$STATE_DIR/distros"
    berth up
    [ "$failed" -eq 1 ]
    [[ $words == *"No space left"*"make room"* ]]
}
