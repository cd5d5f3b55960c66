#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Whom a container sees at its published port. The clients: a machine beside this one (a network namespace of the test's
# own), this machine by an address of its own, and this machine by loopback.

load instance

neighbour=e2eneighbour
here=10.199.77.1 there=10.199.77.2
here6=fd77:e2e::1 there6=fd77:e2e::2

setup_file() {
    load instance
    use_instance e2eclient
    ip netns add "$neighbour"
    ip link add "$neighbour" type veth peer name eth0 netns "$neighbour"
    ip addr add "$here/30" dev "$neighbour"
    ip -6 addr add "$here6/64" dev "$neighbour" nodad
    ip link set "$neighbour" up
    ip -n "$neighbour" link set eth0 up
    ip -n "$neighbour" addr add "$there/30" dev eth0
    ip -n "$neighbour" -6 addr add "$there6/64" dev eth0 nodad
    engine_up
    docker network create --ipv6 --subnet fd12:e2e::/64 six
    start_server plain 18180 bridge
    start_server dual 18181 six
}
teardown_file() {
    load instance
    use_instance e2eclient
    remove_instance
    ip netns del "$neighbour" || true
    ip link del "$neighbour" 2>/dev/null || true
}
setup() {
    use_instance e2eclient
}

# start_server NAME HOST-PORT NETWORK: tells each client, by TCP and by UDP, who it is.
start_server() {
    docker run -d --name "$1" --network "$3" -p "$2":80 -p "$2":80/udp -v /usr:/usr:ro -v /lib:/lib:ro -v /lib64:/lib64:ro \
        berth/demo /usr/bin/python3 -c '
import socket, threading
def name(peer): return ("%s %d" % (peer[0].replace("::ffff:", ""), peer[1])).encode()
def datagrams():
    server = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    server.bind(("", 80))
    while True:
        peer = server.recvfrom(100)[1]
        server.sendto(name(peer), peer)
threading.Thread(target=datagrams).start()
server = socket.create_server(("", 80), family=socket.AF_INET6, dualstack_ipv6=True)
while True:
    client, peer = server.accept()
    client.recv(100)
    client.sendall(name(peer))
    client.close()'
    wait_until 10 ask "" tcp 127.0.0.1 "$2" 0
}

# ask NETNS tcp|udp ADDRESS PORT OWN-PORT: "ADDRESS PORT" of the client as the container sees it.
ask() {
    # shellcheck disable=SC2086 # no words for the machine's own network
    ${1:+ip netns exec $1} python3 -c '
import socket, sys
kind, address, port, own = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
family = socket.AF_INET6 if ":" in address else socket.AF_INET
client = socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
client.settimeout(5)
client.bind(("", own))
client.connect((address, port))
client.sendall(b"who am I?")
print(client.recv(100).decode())' "${@:2}"
}

guest_pid() { # of netbridge's guest half, in the host's pid namespace
    pgrep -P "$(jq -r .init_host_pid "$RUN_DIR/engine.json")" -f berth-netbridge-guest | head -n 1
}
has_settled() { # an address that the kernel still looks for elsewhere asks for no neighbour
    [ -z "$(nsenter -t "$(guest_pid)" -n ip -6 addr show tentative)" ]
}

@test "a machine beside this one is seen by its own address and port" {
    for kind in tcp udp; do
        [ "$(ask "$neighbour" "$kind" "$here" 18180 4001)" = "$there 4001" ]
        [ "$(ask "$neighbour" "$kind" "$here" 18181 4002)" = "$there 4002" ]
    done
}

@test "and so by IPv6, where the container has it" {
    wait_until 10 has_settled
    for kind in tcp udp; do
        [ "$(ask "$neighbour" "$kind" "$here6" 18181 4003)" = "$there6 4003" ]
    done
}

@test "a client of IPv6 is the gateway for a container that has IPv4 only" {
    for kind in tcp udp; do
        [[ $(ask "$neighbour" "$kind" "$here6" 18180 4004) == "172.17.0.1 "* ]]
    done
}

@test "this machine is seen by the address that it uses, by loopback it is the gateway" {
    for kind in tcp udp; do
        [ "$(ask "" "$kind" "$here" 18180 4005)" = "$here 4005" ]
        [[ $(ask "" "$kind" 127.0.0.1 18180 4006) == "172.17.0.1 "* ]]
    done
}

@test "a container that uses the host's port is answered, as the gateway" {
    local host
    host=$(berth net status | grep -oE '[0-9]+(\.[0-9]+){3}' | head -1)
    run docker run --rm berth/demo sh -c "echo hello | nc $host 18180"
    [ "$status" -eq 0 ]
    [[ $output == "172.17.0.1 "* ]]
}

@test "an UDP client is the same after a restart of netbridge" {
    [ "$(ask "$neighbour" udp "$here" 18180 4007)" = "$there 4007" ]
    berth service restart netbridge
    [ "$(ask "$neighbour" udp "$here" 18180 4007)" = "$there 4007" ]
    [ "$(ask "$neighbour" tcp "$here" 18180 4008)" = "$there 4008" ]
}

guest_is_another() { local now; now=$(guest_pid); [ -n "$now" ] && [ "$now" != "$1" ]; }

@test "the guest half's successor takes the rules over" {
    local old
    old=$(guest_pid)
    kill -9 "$old"
    wait_until 5 guest_is_another "$old"
    wait_until 5 ask "$neighbour" tcp "$here" 18180 0
    [ "$(ask "$neighbour" tcp "$here" 18180 4009)" = "$there 4009" ]
    [ "$(nsenter -t "$(guest_pid)" -n ip rule show pref 103 | wc -l)" -eq 1 ]
}
