#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# kill -9 of each process in turn under load: back and ready within two seconds, no container restarted, and no API
# call of anything unaffected fails.

load instance

setup_file() {
    load instance
    use_instance e2edie
    engine_up
    docker run -d --name witness berth/demo sleep 10000
}
teardown_file() {
    load instance
    use_instance e2edie
    remove_instance
}
setup() {
    use_instance e2edie
    BEFORE=$(docker inspect -f '{{.State.Pid}} {{.RestartCount}} {{.State.StartedAt}}' witness)
    : >"$BATS_TEST_TMPDIR/failures"
    load_loop &
    LOAD=$!
}
teardown() {
    touch "$BATS_TEST_TMPDIR/stop"
    wait "$LOAD" || true
}

# API calls and containers until told to stop; each failure is written down.
load_loop() {
    until [[ -e $BATS_TEST_TMPDIR/stop ]]; do
        docker ps >/dev/null 2>>"$BATS_TEST_TMPDIR/failures" || echo "docker ps failed" >>"$BATS_TEST_TMPDIR/failures"
        docker run --rm berth/demo true >/dev/null 2>>"$BATS_TEST_TMPDIR/failures" ||
            echo "docker run failed" >>"$BATS_TEST_TMPDIR/failures"
    done
}

end_load() {
    touch "$BATS_TEST_TMPDIR/stop"
    wait "$LOAD" || true
}

unharmed() {
    end_load
    [ "$(docker inspect -f '{{.State.Pid}} {{.RestartCount}} {{.State.StartedAt}}' witness)" = "$BEFORE" ]
}

# is_back NAME OLD_PID: another process, and ready by its own word.
is_back() { [ "$(service_field "$1" pid)" != "$2" ] && [ "$(service_field "$1" run)" = RUN_READY ]; }

kill_host_service() {
    local old
    old=$(service_field "$1" pid)
    kill -9 "$old"
    wait_until 2 is_back "$1" "$old"
}

guest_pid() { # in the host's pid namespace
    local init
    init=$(jq -r .init_host_pid "$RUN_DIR/engine.json")
    pgrep -P "$init" -f -- "$1" | head -n 1
}

guest_is_back() { local now; now=$(guest_pid "$1"); [ -n "$now" ] && [ "$now" != "$2" ]; }

kill_guest() {
    local old
    old=$(guest_pid "$1")
    kill -9 "$old"
    wait_until 2 guest_is_back "$1" "$old"
}

@test "the broker" {
    local old
    old=$(broker_pid)
    kill -9 "$old"
    broker_is_back() { [ "$(broker_pid)" != "$old" ] && [ "$(service_field lifecycle run)" = RUN_READY ]; }
    wait_until 2 broker_is_back
    unharmed
    [ ! -s "$BATS_TEST_TMPDIR/failures" ]
}

@test "the lifecycle service" { kill_host_service lifecycle; unharmed; [ ! -s "$BATS_TEST_TMPDIR/failures" ]; }
@test "the lifecycle service, and what it had written down of the engine" {
    local init
    init=$(jq -r .init_host_pid "$RUN_DIR/engine.json")
    rm "$RUN_DIR/engine.json"
    kill_host_service lifecycle
    unharmed
    [ ! -s "$BATS_TEST_TMPDIR/failures" ]
    [ "$(jq -r .init_host_pid "$RUN_DIR/engine.json")" = "$init" ]
    [ "$(jq -r .pack "$RUN_DIR/engine.json")" != "" ]
}
@test "the distro service" { kill_host_service distro; unharmed; [ ! -s "$BATS_TEST_TMPDIR/failures" ]; }
@test "the diagnostics service" { kill_host_service diagnostics; unharmed; [ ! -s "$BATS_TEST_TMPDIR/failures" ]; }
@test "the updater service" { kill_host_service updater; unharmed; [ ! -s "$BATS_TEST_TMPDIR/failures" ]; }
@test "the k8s service" { kill_host_service k8s; unharmed; [ ! -s "$BATS_TEST_TMPDIR/failures" ]; }
@test "the tunnel" { kill_host_service tunnel; unharmed; [ ! -s "$BATS_TEST_TMPDIR/failures" ]; }
@test "the netbridge service: calls under way are its own, later ones work" {
    kill_host_service netbridge
    wait_until 2 docker ps
    unharmed
}
@test "the guest half of the netbridge" { kill_guest berth-netbridge-guest; unharmed; [ ! -s "$BATS_TEST_TMPDIR/failures" ]; }
@test "the guest half of diagnostics" { kill_guest berth-diagnostics-guest; unharmed; [ ! -s "$BATS_TEST_TMPDIR/failures" ]; }
@test "the guest half of k8s" { kill_guest berth-k8s-guest; unharmed; [ ! -s "$BATS_TEST_TMPDIR/failures" ]; }
@test "the guest end of the tunnel" { kill_guest "berth-tunnel guest"; unharmed; [ ! -s "$BATS_TEST_TMPDIR/failures" ]; }
@test "dockerd: calls under way are its own, later ones work, containers live on" {
    kill_guest "dockerd"
    wait_until 5 docker ps
    unharmed
}

is_new_engine() { local now; now=$(jq -r .init_host_pid "$RUN_DIR/engine.json") && [ "$now" != "$1" ] && docker ps; }
@test "the engine itself, while a lifecycle service that died is taking it up: it is back in seconds, not at a deadline" {
    local init
    end_load
    docker update --restart always witness
    init=$(jq -r .init_host_pid "$RUN_DIR/engine.json")
    kill -9 "$(service_field lifecycle pid)" "$init"
    wait_until 15 is_new_engine "$init"
    wait_until 10 docker exec witness true
}
