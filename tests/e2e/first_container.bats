#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What a new user does: up, a container with a file of theirs and a port, down, up again.

load instance

setup_file() {
    load instance
    use_instance e2efirst
    engine_up
}
teardown_file() {
    load instance
    use_instance e2efirst
    remove_instance
}
setup() {
    use_instance e2efirst
}

@test "up when up is fine and says so" {
    run berth up
    [ "$status" -eq 0 ]
}

@test "status says ready for every service and the engine" {
    run berth status --json
    [ "$status" -eq 0 ]
    [ "$(jq -r .state <<<"$output")" = ready ] || [ "$(jq -r .state <<<"$output")" = degraded ]
    [ "$(jq -r '.services[] | select(.run != "RUN_READY") | .name' <<<"$output")" = "" ]
    [ "$(jq -r .engine.state <<<"$output")" = STATE_READY ]
}

@test "a container sees the user's own file, and the user sees what it writes" {
    local mine="$BATS_TEST_TMPDIR/with a space"
    mkdir -p "$mine"
    echo "from the host" >"$mine/file"
    run docker run --rm -v "$mine":/h berth/demo sh -c 'cat /h/file; echo back >/h/answer'
    [ "$status" -eq 0 ]
    [ "$output" = "from the host" ]
    [ "$(cat "$mine/answer")" = back ]
}

@test "inspect and ps speak the user's own paths" {
    docker run -d --name paths -v "$BATS_TEST_TMPDIR":/h berth/demo sleep 1000
    [ "$(docker inspect -f '{{(index .Mounts 0).Source}}' paths)" = "$BATS_TEST_TMPDIR" ]
    [ "$(docker inspect -f '{{index .HostConfig.Binds 0}}' paths)" = "$BATS_TEST_TMPDIR:/h" ]
    run docker ps --no-trunc --format '{{.Mounts}}' --filter name=paths
    [ "$output" = "$BATS_TEST_TMPDIR" ]
    docker rm -f paths
}

@test "a published port is reachable on the host at the address that was asked for" {
    mkdir -p "$BATS_TEST_TMPDIR/www"
    echo "served" >"$BATS_TEST_TMPDIR/www/index.html"
    docker run -d --name web -v "$BATS_TEST_TMPDIR/www":/www -p 127.0.0.1:18080:80 berth/demo httpd -f -p 80 -h /www
    wait_until 5 curl -fsS http://127.0.0.1:18080/
    [ "$(curl -fsS http://127.0.0.1:18080/)" = served ]
    docker rm -f web
    run curl -fsS --max-time 2 http://127.0.0.1:18080/
    [ "$status" -ne 0 ]
}

# ask_udp TEXT: what is answered at the published port.
ask_udp() {
    python3 -c '
import socket, sys
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.settimeout(2)
client.sendto(sys.argv[1].encode(), ("127.0.0.1", 18053))
print(client.recv(70000).decode())' "$1"
}
udp_answers() { [ "$(ask_udp "$1")" = "${1^^}" ]; }

@test "a published UDP port is reachable on the host, also after netbridge has been restarted" {
    docker run -d --name names -v /usr:/usr:ro -v /lib:/lib:ro -v /lib64:/lib64:ro -p 127.0.0.1:18053:53/udp berth/demo \
        /usr/bin/python3 -c '
import socket
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("", 53))
while True:
    words, client = server.recvfrom(70000)
    server.sendto(words.upper(), client)'
    wait_until 5 udp_answers hello
    [ "$(berth net ports --json | jq -r '.ports[] | select(.host_port == 18053) | .protocol')" = udp ]
    berth service restart netbridge
    udp_answers again
    docker rm -f names
    run ask_udp gone
    [ "$status" -ne 0 ]
}

@test "a port that is taken fails docker run at once and names the owner" {
    python3 -m http.server --bind 127.0.0.1 18081 >/dev/null 2>&1 &
    local server=$!
    wait_until 5 curl -fsS http://127.0.0.1:18081/
    run docker run --rm -p 127.0.0.1:18081:80 berth/demo true
    kill "$server"
    [ "$status" -ne 0 ]
    [[ $output == *python3* ]]
}

@test "exec, stdin, exit codes and logs pass through the proxy" {
    docker run -d --name work berth/demo sh -c 'echo started; sleep 1000'
    run docker exec -i work cat <<<"through stdin"
    [ "$output" = "through stdin" ]
    run docker exec work sh -c 'exit 7'
    [ "$status" -eq 7 ]
    [ "$(docker logs work)" = started ]
    docker rm -f work
}

@test "a subscriber that comes later sees the present state first" {
    run berth events --present --json --topic host.lifecycle.engine
    [ "$status" -eq 0 ]
    [[ $output == *STATE_READY* ]]
}

@test "the engine's own lines are in the log store" {
    run berth logs --service dockerd -n 200
    [ "$status" -eq 0 ]
    [[ $output == *"API listen on"* ]]
}

@test "anybody may run the pack's docker client, and nobody but root sees into the store" {
    local as_nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
    "${as_nobody[@]}" "$(pack_docker)" --version
    run "${as_nobody[@]}" ls "$STATE_DIR/store/docker"
    [ "$status" -ne 0 ]
}

@test "packs and distros are listed" {
    run berth pack list
    [[ $output == *docker*26.1* ]]
    run berth distro list
    [[ $output == *host*attached* ]]
    berth distro list -q | grep -qx host
    berth service list --quiet | grep -qx netbridge
}
