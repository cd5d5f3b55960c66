#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The user mode of the network with a real engine: what a container sees of the host, and what is left of a connection when
# netbridge is restarted or killed.

bats_require_minimum_version 1.5.0

load instance

setup_file() {
    load instance
    use_instance e2eusernet
    berth settings set network.mode user
    engine_up
}
teardown_file() {
    load instance
    use_instance e2eusernet
    remove_instance
}
setup() {
    [[ -c /dev/net/tun ]] || skip "this machine has no TUN devices, so berth uses the kernel mode"
    use_instance e2eusernet
}
teardown() {
    [[ ! ${server:-} ]] || kill "$server" 2>/dev/null || true
    docker rm -f talk >/dev/null 2>&1 || true
}

port=18765

# serve: on the host's loopback; says a line each 100 ms, until the client goes.
serve() {
    python3 -c '
import socket, sys, threading, time
def talk(c):
    try:
        n = 0
        while True:
            c.sendall(b"%d\n" % n); n += 1; time.sleep(0.1)
    except OSError: pass
s = socket.create_server(("127.0.0.1", int(sys.argv[1]))); print("ready", flush=True)
while True:
    threading.Thread(target=talk, args=(s.accept()[0],), daemon=True).start()' "$port" >"$BATS_TEST_TMPDIR/server" 3>&- &
    server=$!
    wait_until 10 grep -q ready "$BATS_TEST_TMPDIR/server"
}

first_line() { timeout 20 "$(pack_docker)" run --rm "$@" berth/demo sh -c "nc -w 5 \$HOST $port </dev/null | head -n 1"; }

@test "nothing of it is on the host but sockets" {
    [ "$(berth net status --json | jq -r .network.mode)" = user ]
    run ! ip -brief link show berth-e2eusernet
    run ! nft list table inet berth_e2eusernet
}

@test "a container reaches the host's loopback by name, by host-gateway, and from the engine's own network" {
    serve
    [ "$(first_line -e HOST=host.docker.internal)" = 0 ]
    [ "$(first_line -e HOST=me --add-host me:host-gateway)" = 0 ]
    [ "$(first_line -e HOST=host.docker.internal --network host)" = 0 ]
    docker network create net >/dev/null
    [ "$(first_line -e HOST=host.docker.internal --network net)" = 0 ] # by docker's own DNS server
    docker network rm net >/dev/null
}

@test "a port that nobody has is refused at once, and a name that nobody has does not exist" {
    run docker run --rm berth/demo sh -c "time nc -w 5 host.docker.internal $port </dev/null"
    [ "$status" -ne 0 ]
    [[ $output == *refused* && $output == *"real"*"0m 0.0"* ]]
    run ! docker run --rm berth/demo nslookup nobody.docker.internal
    [[ $output == *NXDOMAIN* ]]
}

@test "the host and the gateway answer a ping, and nobody else in their subnet does" {
    docker run --rm berth/demo ping -c 1 -W 5 host.docker.internal
    docker run --rm berth/demo ping -c 1 -W 5 gateway.docker.internal
    local host
    host=$(berth net status --json | jq -r .network.host_address)
    run ! docker run --rm berth/demo ping -c 1 -W 2 "${host%.*}.77"
}

@test "an internal network stays internal, also for a container that makes itself a route" {
    serve
    docker network create --internal closed >/dev/null
    [ ! "$(first_line -e HOST=host.docker.internal --network closed)" ]
    local host
    host=$(berth net status --json | jq -r .network.host_address)
    # shellcheck disable=SC2016 # for that shell
    run docker run --rm --cap-add NET_ADMIN --network closed berth/demo sh -c \
        'ip route add default via "$(ip route | sed -n "s,^\([0-9.]*\)\.[0-9]*/.*,\1.1,p")" && nc -w 3 "$1" "$2" </dev/null | head -n 1' \
        sh "$host" "$port"
    docker network rm closed >/dev/null
    [[ $output != 0 ]]
}

@test "a connection outlives netbridge's restart, and one that is begun while it is dead is made" {
    serve
    docker run -d --name talk berth/demo nc host.docker.internal "$port" >/dev/null
    said() { docker logs talk 2>/dev/null | tail -n 1; }
    past() { [[ $(said) -gt $1 ]]; }
    wait_until 10 past 3
    berth service restart netbridge
    local before
    before=$(said)
    wait_until 10 past $((before + 10))
    [ "$(docker logs talk | wc -l)" -eq "$(($(docker logs talk | tail -n 1) + 1))" ] # no line is missing, and none is twice
    kill -9 "$(service_field netbridge pid)"
    [ "$(first_line -e HOST="$(berth net status --json | jq -r .network.host_address)")" = 0 ]
}

@test "what has left the engine is counted" {
    berth net status
    berth net status --json | jq -e '.traffic | (.tcpConnected // .tcp_connected | tonumber) > 0'
}
