#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What outlives berth-netbridge: its listening sockets, so that nobody is refused meanwhile and a socket that is mounted
# into a container stays the one that is served.

load instance

setup_file() {
    load instance
    use_instance e2enbr
    engine_up
    local client
    client=$(dirname "$(pack_docker)")
    docker run -d --name outer -v /var/run/docker.sock:/var/run/docker.sock -v "$client":/client:ro berth/demo sleep 10000
    docker run -d --name web -p 127.0.0.1:0:80 berth/demo sh -c 'echo served >/index.html; httpd -f -h /'
}
teardown_file() {
    load instance
    use_instance e2enbr
    remove_instance
}
setup() { use_instance e2enbr; }

pid_of_netbridge() { service_field netbridge pid; }

is_ready_again() { [ "$(pid_of_netbridge)" != "$1" ] && [ "$(service_field netbridge run)" = RUN_READY ]; }

kill_netbridge() {
    local old
    old=$(pid_of_netbridge)
    kill -9 "$old"
    wait_until 5 is_ready_again "$old"
}

docker_in_outer() {
    timeout 10 "$(pack_docker)" exec outer /client/lib/ld-linux-x86-64.so.2 --library-path /client/lib /client/docker "$@"
}

web_address() { docker port web 80; }

@test "the docker.sock that a container has mounted is served after a restart and after a kill" {
    [ "$(docker_in_outer ps -qf name=outer)" ]
    local file
    file=$(stat -c %i "$RUN_DIR/docker.sock")
    berth service restart netbridge
    [ "$(docker_in_outer ps -qf name=outer)" ]
    for _ in 1 2 3; do
        kill_netbridge
        [ "$(docker_in_outer ps -qf name=outer)" ]
    done
    [ "$(stat -c %i "$RUN_DIR/docker.sock")" = "$file" ]
}

@test "and after the broker was killed before it" {
    local old services
    old=$(broker_pid)
    kill -9 "$old"
    broker_is_back() { [ "$(broker_pid)" != "$old" ] && [ "$(service_field netbridge run)" = RUN_READY ]; }
    wait_until 5 broker_is_back
    services=$(pid_of_netbridge)
    # The service has connected to the new store: a peer of its socket is the broker's.
    stored() { ss -xpH state connected | grep -F fd-store.sock | grep -qF "pid=$(broker_pid),"; }
    wait_until 5 stored
    [ "$(pid_of_netbridge)" = "$services" ]
    kill_netbridge
    [ "$(docker_in_outer ps -qf name=outer)" ]
}

@test "who calls while netbridge is away is answered by its successor: API and published port" {
    local old address
    address=$(web_address)
    old=$(pid_of_netbridge)
    kill -STOP "$old"
    curl -sS -m 20 --unix-socket "$RUN_DIR/docker.sock" http://d/_ping >"$BATS_TEST_TMPDIR/api" 3>&- &
    local api=$!
    curl -sS -m 20 "http://$address/" >"$BATS_TEST_TMPDIR/port" 3>&- &
    local port=$!
    one_waits() { [ "$(ss -lH "$@" | awk '{print $1 == "LISTEN" ? $2 : $3}')" -ge 1 ]; }
    wait_until 5 one_waits -x src "$RUN_DIR/docker.sock"
    wait_until 5 one_waits -t src "$address"
    kill -9 "$old"
    wait "$api"
    wait "$port"
    [ "$(<"$BATS_TEST_TMPDIR/api")" = OK ]
    [ "$(<"$BATS_TEST_TMPDIR/port")" = served ]
    wait_until 5 is_ready_again "$old"
}

@test "a port whose container ended meanwhile is closed by the successor" {
    local old address direct
    docker run -d --name short -p 127.0.0.1:0:80 berth/demo sleep 10000
    address=$(docker port short 80)
    direct=unix:///proc/$(jq -r .init_host_pid "$RUN_DIR/engine.json")/root/run/docker.sock
    ln -s "${direct#unix://}" "$BATS_TEST_TMPDIR/direct.sock"
    old=$(pid_of_netbridge)
    kill -STOP "$old"
    DOCKER_HOST=unix://$BATS_TEST_TMPDIR/direct.sock docker rm -f short
    kill -9 "$old"
    wait_until 5 is_ready_again "$old"
    is_refused() { ! (exec 9<>"/dev/tcp/${address%:*}/${address#*:}") 2>/dev/null; }
    wait_until 20 is_refused
    [ "$(curl -sS "http://$(web_address)/")" = served ] # the others stay
}

@test "sessions and connections that are open go on through a restart" {
    docker run -d --name echo -p 127.0.0.1:0:80 berth/demo nc -ll -p 80 -e cat
    local address line
    address=$(docker port echo 80)
    coproc SESSION { timeout 60 "$(pack_docker)" exec -i outer cat 3>&-; }
    wait_until 5 bash -c "exec 9<>/dev/tcp/${address%:*}/${address#*:}"
    exec {port}<>"/dev/tcp/${address%:*}/${address#*:}"
    for line in one two three; do
        echo "$line" >&"${SESSION[1]}"
        read -r -t 10 -u "${SESSION[0]}"
        [ "$REPLY" = "$line" ]
        echo "$line" >&"$port"
        read -r -t 10 -u "$port"
        [ "$REPLY" = "$line" ]
        berth service restart netbridge
    done
    exec {port}>&-
    local input=${SESSION[1]} session=$SESSION_PID
    exec {input}>&- # the session ends by its own end
    wait "$session"
    docker rm -f echo
}

@test "no byte of a stream is lost by restarts" {
    local mib=384 got=0
    head -c "${mib}M" /dev/urandom >"$BATS_TEST_TMPDIR/sent"
    (timeout 120 "$(pack_docker)" exec -i outer cat <"$BATS_TEST_TMPDIR/sent" >"$BATS_TEST_TMPDIR/received" 3>&-) &
    local transfer=$!
    local before=0
    for _ in 1 2 3 4; do
        moved() { got=$(stat -c %s "$BATS_TEST_TMPDIR/received"); [ "$got" -gt $((before + 1048576)) ]; }
        wait_until 20 moved
        before=$(stat -c %s "$BATS_TEST_TMPDIR/received")
        [ "$before" -lt $((mib << 20)) ] # it is in the middle of it
        berth service restart netbridge
    done
    wait "$transfer"
    cmp "$BATS_TEST_TMPDIR/sent" "$BATS_TEST_TMPDIR/received"
}

@test "a stopped netbridge refuses: nobody waits for what will not come" {
    berth service stop netbridge
    run timeout 5 curl -sS --unix-socket "$RUN_DIR/docker.sock" http://d/_ping
    echo "$output"
    [ "$status" -eq 7 ]
    berth service start netbridge
    [ "$(curl -sS -m 5 --unix-socket "$RUN_DIR/docker.sock" http://d/_ping)" = OK ]
}
