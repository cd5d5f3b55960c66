#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Secrets are planted wherever people put them: not one is in the log store, in what `berth logs` prints, or in a bundle.
# A bundle is made whatever state berth is in, and says truly what is in it.

bats_require_minimum_version 1.5.0

load instance

person=zqpersonal # the user behind sudo, made for these tests
person_home=/home/$person
machine=zqmachine42
whole_deadline=60 # kWholeDeadline of frontend/diagnose/bundle/limits.hpp

setup_file() {
    load instance
    use_instance e2ebundle
    useradd --create-home "$person"
    OUT=$(mktemp -d /tmp/berth-e2e-bundle.XXXXXX)
    export OUT SECRETS=$BATS_FILE_TMPDIR/secrets DOCKER_CONFIG=$person_home/.docker
    chown "$person" "$OUT"
    write_secrets
    write_docker_config
    berth settings set engine.daemon_json "{\"debug\":true,\"labels\":[\"l=$(secret daemon_label)\"]}"
    HTTP_PROXY=http://me:$(secret proxy_of_up | encoded)@127.0.0.1:9 engine_up
    use_plugins
    workload
}
teardown_file() {
    load instance
    use_instance e2ebundle
    kill -CONT "$(engine_pid)" 2>/dev/null || true
    remove_instance
    rm -rf "/etc/berth-$BERTH_INSTANCE" "$OUT"
    userdel "$person"
    rm -rf "${person_home:?}"
}
setup() { use_instance e2ebundle; export DOCKER_CONFIG=$person_home/.docker; }

# One for each place: no two are the same, and all have what must be escaped.
write_secrets() {
    local name
    for name in env env_of_exec argument label label_of_build output build_arg volume_path missing_command bad_mode \
        bad_option bad_log_option password_of_login password_of_config token_of_config proxy_of_config proxy_of_up \
        password_of_volume health_command daemon_label; do
        printf '%s Zq%s&/%s\n' "$name" "$(head -c 9 /dev/urandom | od -An -tx1 | tr -d ' \n')" "$(head -c 6 /dev/urandom | od -An -tx1 | tr -d ' \n')"
    done >"$SECRETS"
}
secret() { sed -n "s/^$1 //p" "$SECRETS"; }
encoded() { jq -Rr @uri; }

write_docker_config() {
    mkdir -p "$DOCKER_CONFIG"
    jq -n --arg auth "$(printf 'somebody:%s' "$(secret password_of_config)" | base64 -w0)" \
        --arg token "$(secret token_of_config)" --arg proxy "http://me:$(secret proxy_of_config | encoded)@127.0.0.1:9" '
        {auths: {"127.0.0.1:9": {auth: $auth}, "127.0.0.1:10": {identitytoken: $token}},
         proxies: {default: {httpProxy: $proxy, httpsProxy: $proxy}}}' >"$DOCKER_CONFIG/config.json"
    chown -R "$person" "$DOCKER_CONFIG"
}

use_plugins() { ln -sfn "$(echo "$STATE_DIR"/images/pack-*/client/cli-plugins)" "$DOCKER_CONFIG/cli-plugins"; }

# What people do, and what goes wrong for them; most of these commands fail, as they shall.
workload() {
    local path
    path=$OUT/$(secret volume_path | tr '/' '_')
    mkdir -p "$path"
    docker run -d --name one -e "E=$(secret env)" -l "l=$(secret label)" -v "$path":/v berth/demo \
        sh -c "echo '$(secret output)'; sleep 1000" "$(secret argument)"
    docker exec -e "E=$(secret env_of_exec)" one true
    docker run -d --name ill --health-cmd "echo '$(secret health_command)'; exit 1" --health-interval 1s berth/demo sleep 1000
    {
        docker run --rm berth/demo "$(secret missing_command)" --start it
        docker run --rm -v "$path:/v:$(secret bad_mode)" berth/demo true
        docker run --rm --mount "type=bind,src=$path/missing,dst=/v" berth/demo true
        docker run --rm --security-opt "$(secret bad_option)" berth/demo true
        docker run --rm --log-opt "$(secret bad_log_option)=1" berth/demo true
        docker run --rm -e "=$(secret env)" berth/demo true
        docker volume create -o type=cifs -o device=//127.0.0.1/x -o "o=password=$(secret password_of_volume)" kept
        docker run --rm -v kept:/v berth/demo true
        docker --config "$BATS_FILE_TMPDIR" login -u me --password-stdin 127.0.0.1:9 <<<"$(secret password_of_login)"
        docker pull 127.0.0.1:9/image
        build 0
        build 1
    } || true
    kill_some
}

build() { # WITH-BUILDKIT
    # shellcheck disable=SC2016 # for the build's shell
    printf 'FROM berth/demo\nARG A\nRUN echo $A; false\n' | DOCKER_BUILDKIT=$1 docker build \
        --build-arg "A=$(secret build_arg)" --label "l=$(secret label_of_build)" - || true
}

kill_some() {
    local before service
    for service in netbridge updater; do
        before=$(service_field "$service" pid)
        kill -9 "$before"
        wait_until 30 is_another_service "$service" "$before"
    done
    before=$(engine_pid)
    kill -9 "$before"
    wait_until 30 is_another_engine "$before"
    wait_until 30 docker inspect one
    [ "$(docker inspect -f '{{.State.Running}}' one)" = true ]
}
engine_pid() { pgrep -P "$(jq -r .init_host_pid "$RUN_DIR/engine.json")" -x dockerd; }
is_another_service() { [ "$(service_field "$1" pid)" != "$2" ] && [ "$(service_field "$1" run)" = RUN_READY ]; }
is_another_engine() { local now; now=$(engine_pid) && [ "$now" != "$1" ] && docker version; }

# As by sudo, on a machine with a name of its own.
bundle() { # OPTION...
    # shellcheck disable=SC2016 # for that shell
    SUDO_USER=$person HOME=/root unshare --uts sh -c '
        hostname "$1"; shift; exec "$@"' sh "$machine" "$BERTH_PREFIX/bin/berth" diagnose bundle "$@"
}
unpack() { # FILE: to $OUT/unpacked
    rm -rf "$OUT/unpacked"
    mkdir "$OUT/unpacked"
    tar -xf "$1" -C "$OUT/unpacked" --strip-components 1
}

# say MESSAGE: a program of berth logs it.
say() {
    python3 -c '
import socket, sys
def text(field, value):
    rest, length = len(value.encode()), b""
    while rest > 127:
        length += bytes([rest & 127 | 128]); rest >>= 7
    return bytes([field << 3 | 2]) + length + bytes([rest]) + value.encode()
record = text(3, "somebody") + bytes([4 << 3, 2]) + text(5, sys.argv[2])
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(record, sys.argv[1])' "$RUN_DIR/log.sock" "$1"
}
has_logged() { berth logs --service somebody | grep -qF -- "$1"; }

@test "the engine has told of the workload, so there was something to hide" {
    berth logs --service dockerd >"$BATS_TEST_TMPDIR/logs"
    grep -F 'form data …' "$BATS_TEST_TMPDIR/logs"
    grep -F 'invalid mode: …' "$BATS_TEST_TMPDIR/logs"
    grep -F 'Calling POST /v1.45/build' "$BATS_TEST_TMPDIR/logs"
    grep -F '[BUILDER] …' "$BATS_TEST_TMPDIR/logs"
}

@test "no secret is in the log store, in what logs prints, or in a bundle" {
    berth logs >"$BATS_TEST_TMPDIR/logs"
    berth logs --json >"$BATS_TEST_TMPDIR/logs.json"
    berth status --json >"$BATS_TEST_TMPDIR/status.json"
    bundle -o "$OUT/canaries.tar.gz"
    unpack "$OUT/canaries.tar.gz"
    [ "$(jq length "$OUT/unpacked/docker/containers.json")" -ge 2 ]
    [ "$(wc -l <"$OUT/unpacked/logs/berth.jsonl")" -gt 100 ]
    jq -e '[.checks[] | select(.id == "services.running" and .outcome == "pass")] | length == 1' "$OUT/unpacked/checks.json"
    "$BATS_TEST_DIRNAME/find_secrets" "$SECRETS" "$LOG_DIR" "$BATS_TEST_TMPDIR" "$OUT/unpacked"
}

@test "what looks like a secret is taken out before it is stored" {
    local value
    value=Zq$(head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n')
    echo "logged $value" >"$BATS_TEST_TMPDIR/secrets"
    say "first password=$value, then http://me:$value@127.0.0.1/ and Authorization: Bearer $value; last words"
    wait_until 5 has_logged "last words"
    "$BATS_TEST_DIRNAME/find_secrets" "$BATS_TEST_TMPDIR/secrets" "$LOG_DIR"
}

@test "the search can fail: a secret that is logged as it is, is found in every form" {
    local value=Zq9f8e7d6c5b4a39281706 form found
    echo "logged $value" >"$BATS_TEST_TMPDIR/secrets"
    "$BATS_TEST_DIRNAME/find_secrets" "$BATS_TEST_TMPDIR/secrets" "$LOG_DIR"
    for form in "$value" "$(printf %s "$value" | base64)" "$(printf 'x%s' "$value" | base64)" "$(printf 'xy%s' "$value" | base64)"; do
        say "words around $form, and the end of $form"
        wait_until 5 has_logged "the end of $form"
        run -1 "$BATS_TEST_DIRNAME/find_secrets" "$BATS_TEST_TMPDIR/secrets" "$LOG_DIR"
        [[ $output == *"logged as"*"$LOG_DIR"* ]]
        found+=$output
    done
    [[ $found == *"as text"* && $found == *"behind 0"* && $found == *"behind 1"* && $found == *"behind 2"* ]]
}

@test "what the caller's own files hold is not in a bundle, even where a program has logged it" {
    local name value
    for name in password_of_config token_of_config proxy_of_config; do
        value=$(secret "$name")
        say "$name: $value; $(printf 'a:%s' "$value" | base64 -w0); $(printf %s "$value" | encoded); end of $name"
        wait_until 5 has_logged "end of $name"
    done
    run -1 "$BATS_TEST_DIRNAME/find_secrets" "$SECRETS" "$LOG_DIR"
    bundle -o "$OUT/known.tar.zst"
    unpack "$OUT/known.tar.zst"
    grep -F "end of proxy_of_config" "$OUT/unpacked/logs/berth.jsonl"
    "$BATS_TEST_DIRNAME/find_secrets" "$SECRETS" "$OUT/unpacked"
    [ "$(jq '[.files[].redacted["known-secret"] // 0] | add' "$OUT/unpacked/manifest.json")" -ge 3 ]
}

@test "people and machines have other names in a bundle, the same ones all over" {
    say "of $person on $machine: /home/$person/work/plan.txt is not there; $(hostname), $machine; named"
    wait_until 5 has_logged named
    bundle -o "$OUT/names.tar.gz"
    unpack "$OUT/names.tar.gz"
    run ! grep -rFi -e "$person" -e "$machine" -e plan.txt "$OUT/unpacked"
    run ! grep -rwFi -e "$(hostname)" "$OUT/unpacked"
    grep -E 'of user-([0-9]+) on host-([0-9]+): /home/user-\1/<path> is not there; host-[0-9]+, host-\2;' \
        "$OUT/unpacked/logs/berth.jsonl"
}

@test "the manifest is true, and the file is the caller's alone" {
    local path
    bundle -o "$OUT/true.tar.gz" --json >"$BATS_TEST_TMPDIR/said"
    unpack "$OUT/true.tar.gz"
    [ "$(stat -c '%U %a' "$OUT/true.tar.gz")" = "$person 600" ]
    jq -r '.files[] | "\(.sha256)  \(.path)"' "$OUT/unpacked/manifest.json" >"$BATS_TEST_TMPDIR/sums"
    (cd "$OUT/unpacked" && sha256sum --check --quiet "$BATS_TEST_TMPDIR/sums")
    diff <(jq -r '.files[] | "\(.path) \(.size_bytes)"' "$OUT/unpacked/manifest.json" | sort) \
        <(cd "$OUT/unpacked" && find . -type f ! -name manifest.json -printf '%P %s\n' | sort)
    diff <(jq -S .manifest "$BATS_TEST_TMPDIR/said") <(jq -S . "$OUT/unpacked/manifest.json")
    [ "$(jq -r .file "$BATS_TEST_TMPDIR/said")" = "$OUT/true.tar.gz" ]
}

@test "a file that is there is never overwritten, and nothing half is left where the bundle cannot be written" {
    echo mine >"$OUT/mine.tar.gz"
    run -1 bundle -o "$OUT/mine.tar.gz"
    [[ $output == *"$OUT/mine.tar.gz is there already"*"-o"* ]]
    [ "$(cat "$OUT/mine.tar.gz")" = mine ]
    run -1 bundle -o "$OUT/bundle.txt"
    [[ $output == *"bundle.txt"*".tar.gz"* ]]
    run -1 bundle -o "$OUT/missing/bundle.tar.gz"
    [[ $output == *"no directory $OUT/missing"* ]]
    mkdir "$OUT/roots"
    run -1 bundle -o "$OUT/roots/bundle.tar.gz" # the directory is root's, and the caller is not
    [[ $output == *"$OUT/roots"*"Permission denied"* ]]
    [ -z "$(find "$OUT" -name '.*' -type f; ls -A "$OUT/roots")" ]
}

@test "every kind of archive can be read" {
    local ending
    for ending in tar.gz tar.zst tar.xz zip; do
        bundle -o "$OUT/kind.$ending"
        python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).testzip()' "$OUT/kind.zip" 2>/dev/null ||
            tar -tf "$OUT/kind.$ending" | grep -q /manifest.json
    done
}

@test "a hung engine holds nothing up, and the manifest says so" {
    local stopped begin=$SECONDS
    stopped=$(engine_pid)
    kill -STOP "$stopped"
    run -0 bundle -o "$OUT/hung.tar.gz"
    kill -CONT "$stopped" || true # one that hangs for so long is ended
    ((SECONDS - begin < whole_deadline))
    unpack "$OUT/hung.tar.gz"
    jq -r '.not_collected[] | "\(.collector): \(.why)"' "$OUT/unpacked/manifest.json" | tee "$BATS_TEST_TMPDIR/gaps"
    grep 'docker: no answer within' "$BATS_TEST_TMPDIR/gaps"
    grep 'containers: no answer within' "$BATS_TEST_TMPDIR/gaps"
    [ "$(jq -r .berth "$OUT/unpacked/versions.json")" != null ]
    wait_until 20 docker version
}

@test "with berth down there is a bundle, too, and preview lists exactly its files and sizes and writes nothing" {
    local begin=$SECONDS
    berth down
    mkdir "$OUT/empty"
    chown "$person" "$OUT/empty"
    cd "$OUT/empty"
    bundle --preview --json >"$BATS_TEST_TMPDIR/preview"
    bundle --preview >"$BATS_TEST_TMPDIR/preview.txt"
    [ -z "$(ls -A "$OUT/empty")" ]
    [ "$(jq .file "$BATS_TEST_TMPDIR/preview")" = null ]
    bundle
    [ "$(find "$OUT/empty" -mindepth 1 | wc -l)" -eq 1 ]
    unpack "$OUT"/empty/berth-diagnostics-*.tar.gz
    diff <(jq -r '.manifest.files[] | "\(.path) \(.size_bytes) \(.collector)"' "$BATS_TEST_TMPDIR/preview") \
        <(jq -r '.files[] | "\(.path) \(.size_bytes) \(.collector)"' "$OUT/unpacked/manifest.json")
    [ "$(jq .manifest_size_bytes "$BATS_TEST_TMPDIR/preview")" = "$(stat -c %s "$OUT/unpacked/manifest.json")" ]
    for path in manifest.json $(jq -r '.files[].path' "$OUT/unpacked/manifest.json"); do
        grep -q "^$path " "$BATS_TEST_TMPDIR/preview.txt"
    done
    jq -r '.not_collected[].why' "$OUT/unpacked/manifest.json" | grep "berth is not running"
    "$BATS_TEST_DIRNAME/find_secrets" "$SECRETS" "$OUT/unpacked"
    ((SECONDS - begin < whole_deadline))
}
