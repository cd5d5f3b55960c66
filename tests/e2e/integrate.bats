#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A docker of its own in each distro: its socket, its client, its paths, for whoever may use it, and nothing left behind.

bats_require_minimum_version 1.5.0

load instance
load distro_root
load debian_root

setup_file() {
    load instance
    load distro_root
    load debian_root
    use_instance e2eintegrate
    engine_up
    make_archive
    make_debian_archive
    berth distro create box --rootfs "$BATS_FILE_TMPDIR/small.tar.zst"
    berth distro create deb --rootfs "$BATS_FILE_TMPDIR/debian.tar"
}
teardown_file() {
    load instance
    use_instance e2eintegrate
    remove_instance
}
setup() { use_instance e2eintegrate; }

in_distro() { timeout -k 1 60 "$BERTH_PREFIX/bin/berth" distro run "$@"; }

# Everything in the distro's files, but for what the docker client and the tests themselves write.
listing_of() {
    (cd "$STATE_DIR/distros/$1/rootfs" && find . -xdev -printf '%y %m %U:%G %p %l\n' | grep -v -e /.docker -e ' ./srv' | sort)
}

@test "integrate on gives a distro of another C library a docker that works" {
    in_distro box -- true
    listing_of box >"$BATS_FILE_TMPDIR/box.before"
    run berth distro integrate box on
    [ "$status" -eq 0 ]
    [ "$(distro_field box integration.in_place)" = true ]
    [ "$(distro_field box integration.client)" = /usr/local/bin/docker ]
    run in_distro box -- docker version --format '{{.Client.Version}} {{.Server.Version}}'
    echo "$output"
    [[ $output == 26.1* ]]
    run in_distro box -- docker compose version
    [[ $output == *"Docker Compose version"* ]]
    run in_distro box -- docker buildx version
    [[ $output == *buildx* ]]
}

@test "a distro's docker takes the distro's own paths, and shows them" {
    in_distro box -- sh -c 'mkdir -p /srv/app && echo "of box" >/srv/app/file'
    run in_distro box -- docker run --rm -v /srv/app:/app berth/demo cat /app/file
    [ "$output" = "of box" ]
    in_distro box -- docker create --name shown -v /srv/app:/app berth/demo true
    [ "$(in_distro box -- docker inspect -f '{{index .HostConfig.Binds 0}}' shown)" = /srv/app:/app ]
    [ "$(docker inspect -f '{{index .HostConfig.Binds 0}}' shown)" = /distros/box/srv/app:/app ]
    in_distro box -- docker rm shown
}

@test "a missing directory is made in the distro, and belongs to whoever asked" {
    in_distro deb -- true
    berth distro integrate deb on
    run in_distro deb -- id -un
    [ "$output" = dev ]
    in_distro deb -- docker run --rm -v /home/dev/new/deep:/d berth/demo true
    [ "$(in_distro deb -- stat -c %U /home/dev/new /home/dev/new/deep | sort -u)" = dev ]
    run in_distro deb -- docker run --rm --mount type=bind,source=/home/dev/absent,target=/d berth/demo true
    [ "$status" -ne 0 ]
    [[ $output == *"/home/dev/absent"* ]]
    [[ $output != */distros/* ]]
}

@test "a default user that is not root may use the socket, without a group docker" {
    run in_distro deb -- stat -L -c '%a %u:%g' /var/run/docker.sock
    [ "$output" = "660 1001:0" ]
    run in_distro box -- ls -lnL /var/run/docker.sock
    [[ $output == srw-rw----*" 0 "*" 101 "* ]]
    run in_distro box -u me -- docker ps
    [ "$status" -eq 0 ]
    run in_distro deb -- docker ps
    [ "$status" -eq 0 ]
}

@test "docker.sock mounted into a container speaks for the distro that mounted it" {
    in_distro box -- sh -c 'mkdir -p /srv/sock && echo "box again" >/srv/sock/file'
    in_distro box -- docker run -d --name outer -v /var/run/docker.sock:/var/run/docker.sock \
        -v /run/berth/client:/client:ro berth/demo sleep 1000
    run docker exec outer /client/lib/ld-linux-x86-64.so.2 --library-path /client/lib /client/docker run --rm \
        -v /srv/sock:/s berth/demo cat /s/file
    echo "$output"
    [ "$output" = "box again" ]
    docker rm -f outer
}

@test "the docker of a terminated distro is back when it runs again, and after down and up" {
    berth distro terminate box
    run in_distro box -- docker run --rm -v /srv/app:/app berth/demo cat /app/file
    [ "$output" = "of box" ]
    berth down
    berth up
    run in_distro box -- docker run --rm -v /srv/app:/app berth/demo cat /app/file
    [ "$output" = "of box" ]
}

@test "a restarted netbridge has the same sockets" {
    berth service restart netbridge
    wait_until 5 in_distro box -- docker ps
    run in_distro box -- docker run --rm -v /srv/app:/app berth/demo cat /app/file
    [ "$output" = "of box" ]
}

@test "status says which sockets answer" {
    run berth status --json
    [ "$(jq -r '.network.sockets[] | select(.origin == "box") | .answering' <<<"$output")" = true ]
    run berth status
    [[ $output == *"docker for box"* ]]
}

@test "a docker that the distro has stays, and is not put behind ours" {
    in_distro deb -u root -- sh -c 'printf "#!/bin/sh\necho own docker\n" >/usr/bin/docker; chmod 755 /usr/bin/docker'
    berth distro integrate deb off
    berth distro integrate deb on
    [ "$(distro_field deb integration.client)" = /usr/bin/docker ]
    [ "$(in_distro deb -- docker)" = "own docker" ]
    in_distro deb -u root -- rm /usr/bin/docker
    berth distro integrate deb off
    berth distro integrate deb on
}

@test "an engine that listens in the distro already is left alone, and named" {
    berth distro integrate box off
    in_distro box -- ln -s /mnt/other-engine.sock /run/docker.sock
    run berth distro integrate box on
    [ "$status" -ne 0 ]
    [[ $output == *"/run/docker.sock leads to /mnt/other-engine.sock"* ]]
    in_distro box -- sh -c 'readlink /run/docker.sock && rm /run/docker.sock'
    wait_until 6 is_true box integration.in_place # the wish stays, and is fulfilled
}
is_true() { [ "$(distro_field "$1" "$2")" = true ]; }

@test "off takes everything away that on has made" {
    berth distro integrate box off
    listing_of box >"$BATS_FILE_TMPDIR/box.after"
    diff "$BATS_FILE_TMPDIR/box.before" "$BATS_FILE_TMPDIR/box.after"
    run -127 in_distro box -- docker ps
    [ "$status" -eq 127 ]
    run in_distro box -- ls /run/docker.sock
    [ "$status" -ne 0 ]
    [ "$(distro_field box integration.in_place)" = null ]
    [ ! -e "$RUN_DIR/shares/box/docker.sock" ]
}

@test "what cannot be integrated says so" {
    run berth distro integrate nosuch on
    [[ $output == *"there is no distro nosuch"* ]]
    run berth distro integrate host on
    [[ $output == *"the machine itself"* ]]
    run berth distro integrate box maybe
    [ "$status" -eq 2 ]
    [[ $output == *"neither on nor off"* ]]
}
