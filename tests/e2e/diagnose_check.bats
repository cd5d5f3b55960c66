#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `berth diagnose check`: nothing fails on a healthy instance; each thing that is broken on purpose makes exactly its own
# check fail, with what was seen and a fix; nothing hangs it, and its probe leaves nothing behind.

bats_require_minimum_version 1.5.0

load instance

setup_file() {
    load instance
    use_instance e2echeck
    export DOCKER_CONFIG=$BATS_FILE_TMPDIR/docker-config
    berth up
}
teardown_file() {
    load instance
    use_instance e2echeck
    export DOCKER_CONFIG=$BATS_FILE_TMPDIR/docker-config
    remove_instance
}
setup() {
    use_instance e2echeck
    export DOCKER_CONFIG=$BATS_FILE_TMPDIR/docker-config
}
teardown() { # what a test broke is mended also when the test fails; the last first
    [[ ! -e $BATS_TEST_TMPDIR/undo ]] || tac "$BATS_TEST_TMPDIR/undo" | bash -x
}
undo() { printf '%s\n' "$@" >>"$BATS_TEST_TMPDIR/undo"; }

check() { timeout -k 1 100 "$BERTH_PREFIX/bin/berth" diagnose check "$@"; }
ids() { berth diagnose check --list --json "$@" | jq -r '.checks[].id'; }

# Tests ask no name server but their own.
local_ids() { ids | grep -v '^dns\.'; }

with_outcome() { jq -r --arg o "$1" '.checks[] | select(.outcome == $o) | .id' <<<"$output"; }
field() { jq -r --arg i "$1" ".checks[] | select(.id == \$i) | .$2" <<<"$output"; }

# only_fails ID [ID…]: of all checks (or those named) exactly this one fails, and says how to mend it.
only_fails() {
    local id=$1; shift
    local -a which
    mapfile -t which < <(if (($#)); then printf '%s\n' "$@"; else local_ids; fi)
    run --separate-stderr check --json "${which[@]}"
    echo "$output" | jq -c '.checks[] | select(.outcome == "fail")'
    [ "$status" -eq 1 ]
    [ "$(with_outcome fail)" = "$id" ]
    [ "$(field "$id" evidence)" ]
    [ "$(field "$id" fix)" ]
}

nothing_fails() {
    local -a which
    mapfile -t which < <(if (($#)); then printf '%s\n' "$@"; else local_ids; fi)
    run --separate-stderr check --json "${which[@]}"
    echo "$output" | jq -c '.checks[] | select(.outcome == "fail")'
    [ "$status" -eq 0 ]
    [ "$(jq .failed <<<"$output")" -eq 0 ]
}

init_pid() { jq -r .init_host_pid "$RUN_DIR/engine.json"; }
dockerd_pid() { pgrep -P "$(init_pid)" -x dockerd | head -n 1; }
no_probe_is_left() {
    [ -z "$(docker ps -aq --filter name=berth-isolation-probe)" ]
    [ -z "$(docker images -q 'berth-isolation-probe*')" ]
}

@test "on a healthy instance nothing fails, and what is not looked at says why" {
    nothing_fails
    # Warnings are about the machine and the user's choice of a context, never about berth.
    run ! grep -v -e '^kernel\.' -e '^context\.current$' -e '^store\.space$' -e '^store\.inodes$' <(with_outcome warn)
    nothing_fails
    run ! grep -v -e '^leftovers\.' -e '^kernel\.binfmt$' -e '^sockets\.default_link$' <(with_outcome skip)
    nothing_fails
    [ -z "$(jq -r '.checks[] | select(.evidence == "") | .id' <<<"$output")" ]
    [ -z "$(jq -r '.checks[] | select(.outcome == "warn" and .fix == "") | .id' <<<"$output")" ]
    [ "$(jq '.passed + .warned + .failed + .skipped' <<<"$output")" -eq "$(jq '.checks | length' <<<"$output")" ]
    [ "$(field isolation.probe outcome)" = pass ]
    [ "$(field isolation.host_loopback outcome)" = pass ]
    no_probe_is_left
}

@test "a missing capability of root is a warning, as in status" {
    nothing_fails kernel
    if [[ $(berth status --json | jq -r '.engine.degraded[]') == *CAP_SYS_RESOURCE* ]]; then
        [ "$(field kernel.capabilities outcome)" = warn ]
        [[ $(field kernel.capabilities evidence) == *CAP_SYS_RESOURCE* ]]
    else
        [ "$(field kernel.capabilities outcome)" != fail ]
    fi
}

@test "the documented checks are those that --list prints, and no others" {
    # shellcheck disable=SC2016 # backquotes of the page
    diff <(ids) <(sed -n 's/^| `\([^`]*\)` .*/\1/p' "$SOURCE_DIR/docs/diagnose-checks.md")
    [ "$(ids store | head -n 1)" = store.exists ]
    [ "$(ids clock store.space | wc -l)" -eq 4 ]
}

@test "people get a table, with a fix below each failure, and a line that counts" {
    run -0 check store.space context.exists
    [[ ${lines[0]} == CHECK* ]]
    [[ ${lines[1]} == "store.space "* && ${lines[2]} == "context.exists "* ]]
    [[ ${lines[-1]} == *"passed"*"failed"*"skipped" ]]
    DOCKER_HOST=tcp://127.0.0.1:1 run -1 check context.docker_host
    [[ ${lines[1]} == *fail*DOCKER_HOST=tcp://127.0.0.1:1* ]]
    [[ ${lines[2]} == "    fix: unset DOCKER_HOST"* ]]
}

@test "an unknown id is refused with the nearest ones, and nothing is run" {
    run -2 check store.spce
    [[ $output == *"no check 'store.spce'"*"store.space"*--list* ]]
    run -2 check "" store
    run -2 check --json store nonsense
    [[ $output != *'"checks"'* ]]
}

@test "DOCKER_HOST that leads elsewhere" {
    DOCKER_HOST=tcp://127.0.0.1:2375 only_fails context.docker_host
    [[ $(field context.docker_host evidence) == *tcp://127.0.0.1:2375* ]]
    [[ $(field context.docker_host fix) == "unset DOCKER_HOST"* ]]
}

@test "DOCKER_HOST of a user who types sudo, which hides it" {
    sudo -n true || skip "sudo does not work here"
    DOCKER_HOST=tcp://127.0.0.1:2375 run -1 --separate-stderr sudo -n "$BERTH_PREFIX/bin/berth" \
        --instance "$BERTH_INSTANCE" diagnose check --json context.docker_host
    [[ $(field context.docker_host evidence) == *tcp://127.0.0.1:2375* ]]
}

@test "DOCKER_CONTEXT that leads elsewhere" {
    DOCKER_CONTEXT=other only_fails context.docker_context
}

@test "a docker context that leads elsewhere" {
    local meta
    meta=$(echo "$DOCKER_CONFIG"/contexts/meta/*/meta.json)
    cp "$meta" "$BATS_TEST_TMPDIR/meta"
    undo "cp $BATS_TEST_TMPDIR/meta $meta"
    sed -i 's|/run/berth-e2echeck|/run/elsewhere|' "$meta"
    only_fails context.exists
    [[ $(field context.exists fix) == *"berth --instance e2echeck up"* ]]
}

@test "a socket that lets in everybody; the fix mends it" {
    undo "chmod 0660 $RUN_DIR/docker.sock"
    chmod 0666 "$RUN_DIR/docker.sock"
    only_fails sockets.docker
    [[ $(field sockets.docker evidence) == *"has mode 0666, not 0660"* ]]
    sh -c "$(field sockets.docker fix)"
    nothing_fails sockets
}

@test "a socket of another owner, and a directory of sockets that others may enter" {
    undo "chown 0:0 $RUN_DIR/log-query.sock" "chmod 0700 $RUN_DIR/tunnel"
    chown 65534 "$RUN_DIR/log-query.sock"
    only_fails sockets.log_query
    sh -c "$(field sockets.log_query fix)"
    chmod 0755 "$RUN_DIR/tunnel"
    only_fails sockets.tunnel_directory
    sh -c "$(field sockets.tunnel_directory fix)"
    nothing_fails sockets
}

@test "a dockerd that hangs: the API fails by its deadline, and what needs it is skipped" {
    local pid begin=$SECONDS
    pid=$(dockerd_pid)
    undo "kill -CONT $pid"
    kill -STOP "$pid"
    only_fails api.ping
    ((SECONDS - begin < 30))
    [[ $(field api.ping evidence) == *"/_ping"*"within 3000 ms"* ]]
    [[ $(field api.ping fix) == *"logs --service dockerd"* ]]
    [ "$(field isolation.probe outcome)" = skip ]
    [ "$(field isolation.probe evidence)" = "api.ping did not pass" ]
    [ "$(field mounts.projections outcome)" = pass ] # what does not need dockerd is looked at all the same
    # Asked alone, a check says why it cannot be answered. (A dockerd that hangs for ten seconds is ended.)
    kill -CONT "$pid"
    wait_until 10 docker version
    kill -STOP "$pid"
    only_fails isolation.distros isolation.distros
    [[ $(field isolation.distros evidence) == *"api.ping: GET "* ]]
    kill -CONT "$pid"
    wait_until 10 docker version
    nothing_fails api
}

@test "a broker that hangs" {
    local pid begin=$SECONDS
    pid=$(broker_pid)
    undo "kill -CONT $pid"
    kill -STOP "$pid"
    only_fails services.running
    ((SECONDS - begin < 30))
    [[ $(field services.running evidence) == *"did not answer within"* ]]
    [ "$(field services.ready outcome)" = skip ]
    [ "$(field api.ping outcome)" = pass ]
    kill -CONT "$pid"
    wait_until 10 nothing_fails services.running
}

@test "isolation: an engine's API that listens on a container's network" {
    local gateway
    gateway=$(docker network inspect bridge -f '{{(index .IPAM.Config 0).Gateway}}')
    nsenter -t "$(init_pid)" -n python3 -c '
import socket, sys
s = socket.create_server((sys.argv[1], 2375)); print("listens", flush=True)
while True:
    c, _ = s.accept(); c.recv(99); c.sendall(b"HTTP/1.0 200 OK\r\nApi-Version: 1.45\r\n\r\nOK"); c.close()' \
        "$gateway" >"$BATS_TEST_TMPDIR/listener" 3>&- &
    local listener=$!
    undo "kill $listener"
    wait_until 10 grep -q listens "$BATS_TEST_TMPDIR/listener"
    only_fails isolation.engine_tcp
    [[ $(field isolation.engine_tcp evidence) == *"$gateway:2375"*"HTTP/1.0 200 OK"* ]]
    [[ $(field isolation.engine_tcp fix) == *2375* ]]
    no_probe_is_left
}

@test "isolation: a service of the host at a port of the tunnel is its own business, a bus there is not" {
    local address first
    address=$(berth net status --json | jq -r .network.host_address)
    for first in '' '\xff'; do
        python3 -c '
import socket, sys
s = socket.create_server((sys.argv[1], 7001)); print("listens", flush=True)
while True:
    c, _ = s.accept(); c.sendall(sys.argv[2].encode().decode("unicode_escape").encode("latin-1")); c.close()' \
            127.0.0.1 "$first" >"$BATS_TEST_TMPDIR/listener$first" 3>&- & # where the address leads
        local listener=$!
        undo "kill $listener 2>/dev/null || true"
        wait_until 10 grep -q listens "$BATS_TEST_TMPDIR/listener$first"
        if [[ $first ]]; then
            only_fails isolation.tunnel
            [[ $(field isolation.tunnel evidence) == *"$address:7001 (a ZeroMQ peer)"* ]]
        else
            nothing_fails isolation
        fi
        kill "$listener"
        wait "$listener" || true
    done
}

@test "isolation: a rule that leads containers to the host's loopback" {
    local link=berth-e2echeck # of the kernel mode: the other one has none on the host
    undo "$BERTH_PREFIX/bin/berth up" "$BERTH_PREFIX/bin/berth settings unset network.mode" "$BERTH_PREFIX/bin/berth down"
    berth down
    berth settings set network.mode kernel
    berth up
    undo "nft delete table ip e2echeck_leak" "sysctl -q net.ipv4.conf.$link.route_localnet=0"
    nft -f - <<END
table ip e2echeck_leak {
    chain prerouting {
        type nat hook prerouting priority dstnat;
        iifname "$link" ip daddr $(berth net status --json | jq -r .network.host_address) tcp dport 1024-65535 dnat to 127.0.0.1
    }
}
END
    sysctl -q "net.ipv4.conf.$link.route_localnet=1"
    only_fails isolation.host_loopback
    [[ $(field isolation.host_loopback fix) == *route_localnet* ]]
    no_probe_is_left
}

@test "an interrupt ends the check, and its probe leaves nothing behind" {
    check isolation >"$BATS_TEST_TMPDIR/output" 2>&1 3>&- &
    local checking=$! command
    wait_until 10 pgrep -P "$checking"
    command=$(pgrep -P "$checking") # under timeout
    probe_is_there() { [ -n "$(docker images -q 'berth-isolation-probe*')" ]; }
    wait_until 10 probe_is_there
    kill -TERM "$command"
    wait "$checking" || [ $? -eq 1 ]
    no_probe_is_left
}

@test "a log directory on a full disk" {
    undo "umount $LOG_DIR"
    mount -t tmpfs -o size=4m e2echeck "$LOG_DIR"
    only_fails disk.log disk store services logs.writable logs.losses
    [[ $(field disk.log evidence) == *"4 MiB free"*"8 MiB needed"* ]]
}

@test "the host's name servers: one that answers, and none that does" {
    printf 'nameserver 127.77.0.1\n' >"$BATS_TEST_TMPDIR/resolv.conf"
    # shellcheck disable=SC2016 # for that shell
    check_with_own_server() {
        unshare -m sh -c 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"' sh \
            "$BATS_TEST_TMPDIR/resolv.conf" "$BERTH_PREFIX/bin/berth" diagnose check --json dns.host
    }
    run -1 check_with_own_server
    [[ $(field dns.host evidence) == *"127.77.0.1"*"Connection refused"* ]]
    [[ $(field dns.host fix) == *resolv.conf* ]]
    python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.77.0.1", 53)); print("listens", flush=True)
while True:
    q, a = s.recvfrom(512); s.sendto(q[:2] + bytes([q[2] | 128, 0]) + q[4:], a)' >"$BATS_TEST_TMPDIR/server" 3>&- &
    local server=$!
    undo "kill $server"
    wait_until 10 grep -q listens "$BATS_TEST_TMPDIR/server"
    run -0 check_with_own_server
    [ "$(field dns.host evidence)" = "127.77.0.1 answered NOERROR" ]
}

@test "a bundle of certificates that have all expired, and none at all" {
    cd "$BATS_TEST_TMPDIR"
    openssl req -newkey rsa:2048 -nodes -keyout key.pem -subj /CN=old -out old.csr
    openssl x509 -req -in old.csr -signkey key.pem -days -1 -out old.pem
    SSL_CERT_FILE=$BATS_TEST_TMPDIR/old.pem only_fails certificates.bundle
    [[ $(field certificates.bundle evidence) == *"1 certificates, 1 of them expired"* ]]
    : >"$BATS_TEST_TMPDIR/empty.pem"
    SSL_CERT_FILE=$BATS_TEST_TMPDIR/empty.pem only_fails certificates.bundle certificates
}

@test "a user who is not root gets what that user may see, and reasons for the rest" {
    setpriv --reuid 65534 --regid 65534 --clear-groups "$BERTH_PREFIX/bin/berth" version >/dev/null ||
        skip "$BERTH_PREFIX is not readable for other users"
    as_nobody() {
        env -u DOCKER_HOST HOME=/nonexistent DOCKER_CONFIG="$BATS_TEST_TMPDIR/none" \
            setpriv --reuid 65534 --regid 65534 --clear-groups "$BERTH_PREFIX/bin/berth" diagnose check --json "$@"
    }
    run --separate-stderr as_nobody kernel store disk images clock certificates services leftovers isolation
    [ "$status" -eq 0 ]
    [ "$(field kernel.loop evidence)" = "needs root: put sudo in front of the command" ]
    [ "$(field kernel.overlay outcome)" = pass ]
    [ "$(field store.space outcome)" != skip ]
    [ "$(field services.running outcome)" = skip ]
    [[ $(field services.running evidence) == *"group berth"* ]]
    [ "$(field isolation.probe outcome)" = skip ]
    run --separate-stderr as_nobody sockets.docker api.ping
    [ "$(with_outcome fail)" = sockets.docker ]
    [[ $(field sockets.docker evidence) == *"Permission denied"* ]]
    [[ $(field sockets.docker fix) == *"usermod -aG docker"* ]]
}

@test "a published port that is listened at" {
    "$SOURCE_DIR/deploy/demo-image" "$BERTH_INSTANCE"
    docker run -d --name web -p 127.0.0.1:18673:80 berth/demo httpd -f
    nothing_fails network
    [ "$(field network.ports evidence)" = "1 published port is listened at" ]
    docker rm -f web
}

@test "a service that ends again and again" {
    local old times
    for times in 1 2 3; do
        old=$(service_field k8s pid)
        kill -9 "$old"
        came_back() { [ "$(service_field k8s restarts)" -eq "$times" ] && [ "$(service_field k8s run)" = RUN_READY ]; }
        wait_until 15 came_back
    done
    only_fails services.restarts
    [[ $(field services.restarts evidence) == "k8s was started again 3 times"* ]]
    [[ $(field services.restarts fix) == *"logs --service k8s"* ]]
}

@test "berth is down: that alone fails, what needs it is skipped, and nothing is left over" {
    berth down
    mapfile -t which < <(local_ids)
    run --separate-stderr check --json "${which[@]}"
    [ "$status" -eq 3 ]
    [ "$(with_outcome fail)" = services.running ]
    [ "$(field services.running fix)" = "start it: berth --instance e2echeck up" ]
    for id in services.ready api.ping mounts.projections sockets.docker network.link isolation.distros; do
        [ "$(field "$id" outcome)" = skip ]
        [ "$(field "$id" evidence)" ]
    done
    [ "$(field api.ping evidence)" = "berth is not running" ]
    [ "$(grep -c '^leftovers\.' <(with_outcome pass))" -eq 4 ]
}

@test "what a berth that is down has left over" {
    undo "ip link delete berth-e2echeck 2>/dev/null || true"
    ip link add berth-e2echeck type veth peer name e2echeck-peer
    only_fails leftovers.link leftovers
    sh -c "$(field leftovers.link fix)"
    mkdir -p "$RUN_DIR/left"
    undo "rmdir $RUN_DIR/left" "umount $RUN_DIR/left 2>/dev/null || true"
    mount -t tmpfs e2echeck "$RUN_DIR/left"
    only_fails leftovers.mounts leftovers
    sh -c "$(field leftovers.mounts fix)"
    nothing_fails leftovers
}

@test "a store on a small disk: room, files, and a store that is not the expected one" {
    cp "$STATE_DIR/store/identity.json" "$BATS_TEST_TMPDIR/"
    undo "umount $STATE_DIR/store"
    mount -t tmpfs -o size=300m e2echeck "$STATE_DIR/store"
    only_fails store.exists store.exists
    [[ $(field store.exists evidence) == *"is not at $STATE_DIR/store"* ]]
    cp "$BATS_TEST_TMPDIR/identity.json" "$STATE_DIR/store/"
    only_fails store.space store
    [[ $(field store.space evidence) == *"MiB free of 300 MiB"*"512 MiB needed"* ]]
    [[ $(field store.space fix) == *"docker system prune"* ]]
    mount -o remount,size=5g,nr_inodes=1000 "$STATE_DIR/store"
    only_fails store.inodes store
    mount -o remount,ro "$STATE_DIR/store"
    run --separate-stderr check --json store
    [ "$(field store.writable outcome)" = fail ]
}

@test "an image with a byte that is not its own, though size and time are" {
    local file
    file=$(echo "$STATE_DIR"/images/base-*/rootfs.squashfs)
    cp -p "$file" "$BATS_TEST_TMPDIR/good"
    undo "dd if=$BATS_TEST_TMPDIR/good of=$file conv=notrunc status=none" "touch -r $BATS_TEST_TMPDIR/good $file"
    chmod u+w "$file"
    printf 'X' | dd of="$file" bs=1 seek=5000 conv=notrunc status=none
    touch -r "$BATS_TEST_TMPDIR/good" "$file"
    only_fails images.digests images
    [[ $(field images.digests evidence) == *"$file has SHA-256"* ]]
    touch "$file"
    only_fails images.files images
    rm -rf "$BATS_TEST_TMPDIR/all"
    mv "$STATE_DIR/images" "$BATS_TEST_TMPDIR/all"
    undo "rm -rf $STATE_DIR/images; mv $BATS_TEST_TMPDIR/all $STATE_DIR/images"
    only_fails images.installed images
}
