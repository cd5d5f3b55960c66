#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What goes through the API proxy as a stream: archives, attached terminals, logs, events, half-closed pipes, large data.

load instance

setup_file() {
    load instance
    use_instance e2estream
    engine_up
}
teardown_file() {
    load instance
    use_instance e2estream
    remove_instance
}
setup() {
    use_instance e2estream
    use_clients
    cd "$BATS_TEST_TMPDIR" || return
}
teardown() {
    local containers
    mapfile -t containers < <(docker ps -aq)
    [ ${#containers[@]} -eq 0 ] || docker rm -f "${containers[@]}" >/dev/null
}

check_copies() {
    docker run -d --name files berth/demo sleep 1000
    docker cp tree files:/tree
    docker exec -i files cmp - /tree/deep/large <tree/deep/large
    [ "$(docker exec files readlink /tree/link)" = deep/large ]
    docker cp files:/tree back
    cmp back/deep/large tree/deep/large
    [ "$(readlink back/link)" = deep/large ]
    docker cp files:/tree/deep/large - | tar -xO | cmp - tree/deep/large
    tar -c tree | docker cp - files:/root
    docker exec files test -e /root/tree/deep/large
    docker rm -f files
    rm -r back
}

@test "files are copied into and out of a container, as files and as tar streams" {
    mkdir -p tree/deep
    head -c 50M /dev/urandom >tree/deep/large
    ln -s deep/large tree/link
    with_each_client check_copies
}

check_archives() {
    docker tag berth/demo saved
    docker save saved >saved.tar
    docker image rm saved
    docker load <saved.tar
    docker save saved | docker load
    docker run --name exported saved sh -c 'echo exported >/file'
    docker export exported | docker import - imported
    [ "$(docker run --rm imported /bin/cat /file)" = exported ]
    docker rm exported
    docker image rm saved imported
}

@test "images are saved and loaded, containers exported and imported" {
    with_each_client check_archives
}

check_half_close() {
    [ "$(echo x | docker run -i --rm berth/demo cat)" = x ]
    [ "$(printf 'c\na\nb\n' | docker run -i --rm berth/demo sort | tr -d '\n')" = abc ] # sort waits for the end
    docker run -d -i --name open berth/demo head -n 1
    # dockerd ends the output of an attach with its input, so that stays open until the container's end.
    [ "$({ echo attached; docker wait open >code; } | docker attach open)" = attached ]
    [ "$(cat code)" = 0 ]
    docker rm open
}

@test "the end of standard input reaches the container, and its output still comes back" {
    with_each_client check_half_close
}

# In a terminal of its own, at which nobody types: descriptor 8 is a pipe that never ends.
in_terminal() { script -qec "$*" /dev/null <&8 | tr -d '\r'; }

@test "exec and run with a terminal get one, of the user's size" {
    docker run -d --name work berth/demo sleep 1000
    local client
    mkfifo silence
    exec 8<>silence
    for client in "$(pack_docker)" ${machines_docker:+"$machines_docker"}; do
        in_terminal "$client" exec -it work tty | grep '^/dev/pts/' # its number depends on what has not quite ended
        in_terminal "$client" run -it --rm berth/demo tty | grep '^/dev/pts/'
        in_terminal "stty rows 33 cols 77; $client exec -it work timeout 10 sh -c 'until stty size | grep 33.77; do :; done'"
    done
}

@test "attach to a terminal is left by the keys for it, and the container runs on" {
    docker run -dit --name kept berth/demo sh -c 'while read line; do echo "got $line"; done'
    mkfifo keys
    script -qfec "$(pack_docker) attach kept" screen <keys >/dev/null 3>&- &
    local terminal=$!
    exec 9>keys
    echo hello >&9
    wait_until 10 grep 'got hello' screen # the client has set its terminal up by then
    printf '\x10\x11' >&9
    wait_until 10 has_ended "$terminal"
    exec 9>&-
    [ "$(docker inspect -f '{{.State.Running}}' kept)" = true ]
}

has_ended() { ! kill -0 "$1"; }

follow_logs() { "$(pack_docker)" logs -f "$@" 3>&-; }

@test "logs -f shows lines as they come and ends with the container" {
    docker run -d -i --name talker berth/demo cat
    follow_logs talker >lines &
    local follower=$!
    echo first | docker exec -i talker sh -c 'cat >/proc/1/fd/1'
    wait_until 5 grep -x first lines
    echo second | docker exec -i talker sh -c 'cat >/proc/1/fd/1'
    wait_until 5 grep -x second lines
    docker stop -t 0 talker
    wait_until 10 has_ended "$follower"
}

check_events() {
    local since
    since=$(date +%s.%N)
    docker run --rm --name noted berth/demo true
    docker run --rm --name other berth/demo true
    docker events --since "$since" --until "$(date +%s.%N)" --filter container=noted --filter type=container \
        --format '{{.Action}}' >seen
    [ "$(head -n 1 seen)" = create ]
    [ "$(tail -n 1 seen)" = destroy ]
    [ "$(grep -c create seen)" -eq 1 ]
}

@test "events come by filter" {
    with_each_client check_events
}

check_looks() {
    docker run -d --name looked berth/demo sleep 1000
    docker stats --no-stream --format '{{.Name}} {{.PIDs}}' looked | grep -x 'looked 1'
    docker top looked | grep 'sleep 1000'
    docker diff looked
    docker rm -f looked
    docker run -d --name ends -i berth/demo sh -c 'read line; exit 5'
    { echo go; docker wait ends >code; } | docker attach ends || [ $? -eq 5 ]
    [ "$(cat code)" = 5 ]
    docker rm ends
}

@test "stats, top and wait answer" {
    with_each_client check_looks
}

random_bytes() { openssl enc -aes-128-ctr -nosalt -K 00 -iv 00 -in /dev/zero 2>/dev/null | head -c 256M; }

@test "a quarter of a gigabyte goes in and comes out whole" {
    random_bytes >random
    sha256sum <random >sum
    random_bytes | docker run -i --rm berth/demo sha256sum | cmp - sum
    docker run --rm -v "$PWD":/h:ro berth/demo cat /h/random | sha256sum | cmp - sum
}

connections() { ss -xH state connected src "$RUN_DIR/docker.sock" | wc -l; }
connections_are() { [ "$(connections)" -eq "$1" ]; }
netbridge_descriptors() { find "/proc/$(service_field netbridge pid)/fd" -mindepth 1 | wc -l; }
descriptors_are_at_most() { [ "$(netbridge_descriptors)" -le "$1" ]; }

@test "a client that is killed in the middle of logs -f leaves no connection behind" {
    local descriptors followers=() each
    docker run -d --name noisy berth/demo sh -c 'while true; do echo line; usleep 1000; done'
    docker run -d --name quiet berth/demo sleep 1000
    wait_until 5 connections_are 0
    descriptors=$(netbridge_descriptors)
    for each in noisy quiet noisy quiet; do
        "$(pack_docker)" logs -f "$each" >/dev/null 2>&1 3>&- &
        followers+=($!)
    done
    wait_until 5 connections_are 4
    kill -KILL "${followers[@]}"
    wait_until 5 connections_are 0
    wait_until 5 descriptors_are_at_most "$descriptors"
}
