#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Every kind of path, given in every way, by every kind of caller: what the container sees, and what its caller is
# shown of it afterwards. One test a caller and way; the rows of the table are in kinds_of.
# shellcheck disable=SC2016 # what stands in single quotes is for shells of distros and containers
# shellcheck disable=SC2154 # client_seconds is of instance.bash

bats_require_minimum_version 1.5.0

load instance
load distro_root
load debian_root

setup_file() {
    load instance
    load distro_root
    load debian_root
    use_instance e2etable
    engine_up
    make_archive
    make_debian_archive
    berth distro create box --rootfs "$BATS_FILE_TMPDIR/small.tar.zst"
    berth distro create deb --rootfs "$BATS_FILE_TMPDIR/debian.tar"
    berth distro integrate box on
    berth distro integrate deb on
    local caller
    for caller in host box deb; do
        make_places "$caller"
    done
}
teardown_file() {
    load instance
    use_instance e2etable
    umount "/mnt/table-$BERTH_INSTANCE" "$BATS_FILE_TMPDIR/t/bound" 2>/dev/null || true
    remove_instance
    rm -rf "/mnt/table-$BERTH_INSTANCE" "/tmp/table-$BERTH_INSTANCE"
}
setup() {
    use_instance e2etable
    use_clients
    PATH=$(dirname "$(pack_docker)"):$PATH # for the host's own shells
}

# as CALLER COMMAND…: in the caller's own mount namespace, as root.
as() {
    local caller=$1; shift
    if [[ $caller == host ]]; then
        "$@"
    else
        timeout -k 1 "$client_seconds" "$BERTH_PREFIX/bin/berth" distro run "$caller" -u root -- "$@"
    fi
}
top_of() { if [[ $1 == host ]]; then echo "$BATS_FILE_TMPDIR/t"; else echo /srv/t; fi; }
seen_on_host() { # CALLER PATH
    if [[ $1 == host ]]; then echo "$2"; else echo "$STATE_DIR/distros/$1/rootfs$2"; fi
}

make_places() { # CALLER
    local top late=/mnt/table-$BERTH_INSTANCE tmp=/tmp/table-$BERTH_INSTANCE
    top=$(top_of "$1")
    as "$1" sh -c '
        set -e
        for d in "$1/dir" "$1/with a space" "$1/ünï ✓" "$1/a:b" "$1/bound" "$1/source" "$2" "$3"; do mkdir -p "$d"; done
        mount -t tmpfs late "$2"
        mount -o bind "$1/source" "$1/bound"
        for d in "$1/dir" "$1/with a space" "$1/ünï ✓" "$1/a:b" "$1/bound" "$2" "$3"; do echo "in $d" >"$d/f"; done
        echo "in $1/file" >"$1/file"
        ln -s dir "$1/rel"
        ln -s "$1/dir" "$1/abs"
        ln -s "../../../../../../../../../..$1/dir" "$1/climbs"
    ' sh "$top" "$late" "$tmp"
    # Busybox has no tool for a socket.
    python3 -c 'import os, socket, sys; os.chdir(sys.argv[1]); socket.socket(socket.AF_UNIX).bind("sock")' \
        "$(seen_on_host "$1" "$top")"
}

# Rows: KIND|path as typed|path as shown|what the container must see there: a file's text, or a test.
kinds_of() { # CALLER
    local top late=/mnt/table-$BERTH_INSTANCE tmp=/tmp/table-$BERTH_INSTANCE
    top=$(top_of "$1")
    cat <<END
dir|$top/dir|$top/dir|f=in $top/dir
file|$top/file|$top/file|=in $top/file
sock|$top/sock|$top/sock|-S
rel|$top/rel|$top/rel|f=in $top/dir
abs|$top/abs|$top/dir|f=in $top/dir
climbs|$top/climbs|$top/dir|f=in $top/dir
space|$top/with a space|$top/with a space|f=in $top/with a space
unicode|$top/ünï ✓|$top/ünï ✓|f=in $top/ünï ✓
colon|$top/a:b|$top/a:b|f=in $top/a:b
tmp|$tmp|$tmp|f=in $tmp
late|$late|$late|f=in $late
bound|$top/bound|$top/bound|f=in $top/bound
proc|/proc|/proc|-e sys/kernel
sys|/sys|/sys|-d class
cgroup|/sys/fs/cgroup|/sys/fs/cgroup|-d .
docker|/var/run/docker.sock|/var/run/docker.sock|-S
END
}
# rows CALLER KIND…: those rows; with "!" in front all others.
rows() {
    local caller=$1 pattern; shift
    pattern="^($(IFS='|'; echo "${*#!}"))\\|"
    if [[ $1 == '!'* ]]; then kinds_of "$caller" | grep -vE "$pattern"; else kinds_of "$caller" | grep -E "$pattern"; fi
}

# For rows on standard input: a shell script for the container that says "ok KIND" or "WRONG KIND" of each.
look_script() {
    local kind expected at test
    while IFS='|' read -r kind _ _ expected; do
        at=/m/$kind
        case $expected in
        f=*) test="\"\$(cat $at/f)\" = '${expected#f=}'" ;;
        =*) test="\"\$(cat $at)\" = '${expected#=}'" ;;
        -S) test="-S $at" ;;
        *) test="${expected%% *} $at/${expected#* }" ;;
        esac
        echo "if [ $test ]; then echo 'ok $kind'; else echo 'WRONG $kind'; fi"
    done
}

expect_seen() { # ROWS OUTPUT
    local kind
    echo "$2"
    while IFS='|' read -r kind _; do
        grep -qx "ok $kind" <<<"$2" || { echo "the container does not see: $kind"; return 1; }
    done <<<"$1"
}

# What inspect, ps and system df say of container $2, to caller $1, for the rows $3.
expect_shown() {
    local kind typed shown mounts listed usage
    mounts=$(as "$1" docker inspect -f '{{range .Mounts}}{{println .Destination .Source}}{{end}}' "$2")
    listed=$(as "$1" docker ps -a --no-trunc --filter "name=$2" --format '{{.Mounts}}')
    usage=$(as "$1" docker system df -v --format '{{json .Containers}}' | jq -r --arg n "$2" '.[] | select(.Names == $n) | .Mounts')
    while IFS='|' read -r kind typed shown _; do
        grep -qxF "/m/$kind $shown" <<<"$mounts" || { echo "inspect does not show $shown:"; echo "$mounts"; return 1; }
        grep -qF "$shown" <<<"$listed" || { echo "ps does not show $shown: $listed"; return 1; }
        grep -qF "$shown" <<<"$usage" || { echo "system df does not show $shown: $usage"; return 1; }
    done <<<"$3"
}

binds() { while IFS='|' read -r kind typed _; do printf '%s\0%s\0' -v "$typed:/m/$kind"; done; }
mounts() {
    while IFS='|' read -r kind typed _; do printf '%s\0%s\0' --mount "type=bind,source=$typed,target=/m/$kind"; done
}

try_options() { # CALLER OPTION-WRITER ROWS
    local options script
    mapfile -d '' -t options < <("$2" <<<"$3")
    script=$(look_script <<<"$3")
    as "$1" docker run --name "table-$1-$2" "${options[@]}" berth/demo sh -c "$script" >"$BATS_TEST_TMPDIR/seen"
    expect_seen "$3" "$(cat "$BATS_TEST_TMPDIR/seen")"
    expect_shown "$1" "table-$1-$2" "$3"
    as "$1" docker rm -f "table-$1-$2"
}

try_compose() { # CALLER
    local all script kind typed file=$BATS_TEST_TMPDIR/compose.yaml
    all=$(kinds_of "$1")
    script=$(look_script <<<"$all")
    {
        echo "services:"
        echo "  all:"
        echo "    image: berth/demo"
        echo "    container_name: table-$1-compose"
        jq -Rn --arg s "${script//\$/\$\$}" '"    command: " + (["sh", "-c", $s] | tojson)' -r
        echo "    volumes:"
        while IFS='|' read -r kind typed _; do
            if [[ $typed == *:* ]]; then
                echo "      - {type: bind, source: \"$typed\", target: /m/$kind}"
            else
                echo "      - \"$typed:/m/$kind\""
            fi
        done <<<"$all"
    } >"$file"
    mkdir -p "$(seen_on_host "$1" /srv)"
    cp "$file" "$(seen_on_host "$1" /srv/compose.yaml)"
    as "$1" docker compose -p "table-$1" -f /srv/compose.yaml up -d
    as "$1" docker wait "table-$1-compose"
    expect_seen "$all" "$(as "$1" docker logs "table-$1-compose")"
    expect_shown "$1" "table-$1-compose" "$all"
    as "$1" docker compose -p "table-$1" -f /srv/compose.yaml down
}

try_volumes() { # CALLER
    local all script kind typed shown options=()
    all=$(rows "$1" '!file' sock docker) # a volume is a directory, for dockerd too
    script=$(look_script <<<"$all")
    while IFS='|' read -r -u 3 kind typed shown _; do
        as "$1" docker volume create -o type=none -o o=bind -o "device=$typed" "table-$1-$kind"
        [ "$(as "$1" docker volume inspect -f '{{.Options.device}}' "table-$1-$kind")" = "$shown" ]
        options+=(-v "table-$1-$kind:/m/$kind")
    done 3<<<"$all"
    as "$1" docker run --rm "${options[@]}" berth/demo sh -c "$script" >"$BATS_TEST_TMPDIR/seen"
    expect_seen "$all" "$(cat "$BATS_TEST_TMPDIR/seen")"
    as "$1" sh -c 'for v in $(docker volume ls -q --filter name=table-); do docker volume rm "$v"; done'
}

try_copies() { # CALLER: a container that never ran
    local all options kind typed expected name=table-$1-copies
    all=$(rows "$1" dir rel abs climbs space unicode tmp late bound)
    mapfile -d '' -t options < <(binds <<<"$all")
    as "$1" docker create --name "$name" "${options[@]}" berth/demo true
    while IFS='|' read -r -u 3 kind typed _ expected; do
        [ "$(as "$1" docker cp "$name:/m/$kind/f" - | tar -xO)" = "${expected#*=}" ]
        as "$1" sh -c 'cd "$1" && echo "came in" >in.'"$kind"' && docker cp "in.$3" "$2:/m/$3/copied.$3" && cat "$4/copied.$3"' \
            sh "$(top_of "$1")" "$name" "$kind" "$typed" >"$BATS_TEST_TMPDIR/copied"
        [ "$(tail -n 1 "$BATS_TEST_TMPDIR/copied")" = "came in" ]
    done 3<<<"$all"
    as "$1" docker rm "$name"
}

try_missing() { # CALLER
    local top name=table-missing
    top=$(top_of "$1")
    as "$1" docker run --rm -v "$top/made by v/x:/m" berth/demo sh -c 'echo made >/m/f'
    [ "$(as "$1" cat "$top/made by v/x/f")" = made ]
    run as "$1" docker run --rm --mount "type=bind,source=$top/absent,target=/m" berth/demo true
    [ "$status" -ne 0 ]
    [[ $output == *"$top/absent"* && $output != */distros/* ]]
    as "$1" docker volume create -o type=none -o o=bind -o "device=$top/absent" "$name"
    run -127 as "$1" docker run --rm -v "$name:/m" berth/demo true
    [[ $output == *"$top/absent"* && $output != */distros/* ]]
    as "$1" docker volume rm "$name"
}

@test "host: -v" { try_options host binds "$(rows host '!colon')"; }
@test "host: --mount" { try_options host mounts "$(kinds_of host)"; }
@test "host: compose" { try_compose host; }
@test "host: volume create -o o=bind" { try_volumes host; }
@test "host: docker cp after create" { try_copies host; }
@test "host: a path that is missing" { try_missing host; }

@test "a busybox distro: -v" { try_options box binds "$(rows box '!colon')"; }
@test "a busybox distro: --mount" { try_options box mounts "$(kinds_of box)"; }
@test "a busybox distro: compose" { try_compose box; }
@test "a busybox distro: volume create -o o=bind" { try_volumes box; }
@test "a busybox distro: docker cp after create" { try_copies box; }
@test "a busybox distro: a path that is missing" { try_missing box; }

@test "a Debian distro: -v" { try_options deb binds "$(rows deb '!colon')"; }
@test "a Debian distro: --mount" { try_options deb mounts "$(kinds_of deb)"; }
@test "a Debian distro: compose" { try_compose deb; }
@test "a Debian distro: volume create -o o=bind" { try_volumes deb; }
@test "a Debian distro: docker cp after create" { try_copies deb; }
@test "a Debian distro: a path that is missing" { try_missing deb; }
