#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Whatever is given to berth that it cannot use: it says what, which thing and what to do, ends with the documented
# exit code, and leaves everything as it was.

# shellcheck disable=SC2086  # $verb is a verb and its words
load instance

setup_file() {
    load instance
    use_instance e2ebad
    berth up # makes the store and installs the images
    berth down
}
teardown_file() {
    load instance
    use_instance e2ebad
    docker context rm -f "berth-$BERTH_INSTANCE" || true # with the client that remove_instance removes
    remove_instance
}
setup() {
    use_instance e2ebad
    SETTINGS_DIR=/etc/berth-$BERTH_INSTANCE
    everything >"$BATS_TEST_TMPDIR/before"
}
teardown() {
    [[ -z ${SQUATTER:-} ]] || kill "$SQUATTER" 2>/dev/null || true
    berth down >/dev/null
    mountpoint -q "$STATE_DIR/store" && umount "$STATE_DIR/store"
    [[ ! -d $BATS_TEST_TMPDIR/state ]] || restore_state
    rm -rf "$SETTINGS_DIR"
    everything >"$BATS_TEST_TMPDIR/after"
    diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
}

# What of this instance runs, is mounted, or exists on the machine; and its state, but for what a run always touches.
everything() {
    pgrep -f -- "--instance $BERTH_INSTANCE( |\$)" || true
    cut -d' ' -f5 /proc/self/mountinfo | grep "berth-$BERTH_INSTANCE" || true
    losetup -n -O BACK-FILE | grep "berth-$BERTH_INSTANCE/" || true
    find /run -path "*berth-$BERTH_INSTANCE*"
    find /sys/fs/cgroup -type d -name "berth-$BERTH_INSTANCE"
    find "$STATE_DIR" -maxdepth 2 | sort
    cat "$STATE_DIR/store/identity.json" "$STATE_DIR/state.json"
}

# Every file of the store by its digest, but for the lock, which names the process that looked at it last.
store_content() { find "$STATE_DIR/store" -type f ! -path "$STATE_DIR/store/lock" -exec sha256sum {} + 2>&1 | sort; }

# The small part of the state, to be damaged by a test; the images stay where they are.
keep_state() {
    mkdir "$BATS_TEST_TMPDIR/state"
    cp -a "$STATE_DIR/store" "$STATE_DIR/state.json" "$BATS_TEST_TMPDIR/state/"
}
restore_state() {
    rm -rf "$STATE_DIR/store" "$STATE_DIR/state.json"
    cp -a "$BATS_TEST_TMPDIR/state/." "$STATE_DIR/"
}

# fails CODE TEXT… -- COMMAND…: ends with that code, and every text is in what it says.
fails() {
    local code=$1 texts=(); shift
    while [[ $1 != -- ]]; do texts+=("$1"); shift; done
    shift
    run "$@"
    [ "$status" -eq "$code" ] || { echo "exit code $status, not $code: $output" >&2; return 1; }
    local text
    for text in "${texts[@]}"; do
        [[ $output == *"$text"* ]] || { echo "no \"$text\" in: $output" >&2; return 1; }
    done
}

# A start that cannot be: nothing of the engine is left running, and the store is as it was.
up_fails() {
    local store
    store=$(store_content)
    fails 1 "$@" -- berth up
    [ "$(berth status --json | jq -r .state)" = failed ]
    [ -z "$(find /sys/fs/cgroup -type d -name "berth-$BERTH_INSTANCE")" ]
    [ "$(store_content)" = "$store" ]
}

as_nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$BERTH_PREFIX/bin/berth" "$@"; }

settings_file() {
    mkdir -p "$SETTINGS_DIR"
    printf '%s\n' "$@" >"$SETTINGS_DIR/settings.json"
}

# Copies of the shipped images, to be damaged.
copy_images() {
    mkdir "$BATS_TEST_TMPDIR/images"
    ln -s "$BERTH_PREFIX"/share/berth/images/berth-pack-*.iso "$BATS_TEST_TMPDIR/images/"
    cp "$BERTH_PREFIX"/share/berth/images/berth-base-*.iso "$BATS_TEST_TMPDIR/images/"
    BASE=$(echo "$BATS_TEST_TMPDIR"/images/berth-base-*.iso)
    rm -rf "$STATE_DIR"/images/base-* # else the installed one is good enough
    export BERTH_IMAGES=$BATS_TEST_TMPDIR/images
}

# With the good images the same instance starts.
good_images_work() {
    berth down
    unset BERTH_IMAGES
    berth up
}

@test "who is not root is told to use sudo, and nothing is made" {
    as_nobody version >/dev/null || skip "$BERTH_PREFIX is not readable for other users"
    for verb in up down restart "settings set network.mode kernel" "settings unset network.mode"; do
        fails 4 "needs root" "sudo berth --instance $BERTH_INSTANCE" -- as_nobody $verb
    done
    [ ! -e "$SETTINGS_DIR" ]
}

@test "who is not root is refused by a berth that runs" {
    as_nobody version >/dev/null || skip "$BERTH_PREFIX is not readable for other users"
    berth up
    for verb in status "service list" "service restart netbridge"; do
        fails 4 "only root" "sudo" -- as_nobody $verb
    done
}

@test "a docker socket that another process holds is left to it, and its owner is named" {
    mkdir -p "$RUN_DIR"
    python3 -c '
import signal, socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
signal.pause()' "$RUN_DIR/docker.sock" 3>&- &
    SQUATTER=$!
    wait_until 5 test -S "$RUN_DIR/docker.sock"
    local inode begin
    inode=$(stat -c %i "$RUN_DIR/docker.sock")
    begin=$(date +%s%N)
    fails 1 "$RUN_DIR/docker.sock is in use by python3 (pid $SQUATTER)" "end that process" -- berth up
    (($(date +%s%N) - begin < 3000000000)) # trying again would not help, and is not done
    [ "$(service_field netbridge run)" = RUN_FAILED ]
    fails 0 "left in $RUN_DIR" "docker.sock" -- berth down
    [ "$(ls -A "$RUN_DIR")" = docker.sock ] # and nothing of berth's
    [ "$(stat -c %i "$RUN_DIR/docker.sock")" = "$inode" ]
    rm -r "$RUN_DIR"
}

@test "a truncated image is named, and the good one works" {
    copy_images
    truncate -s 5000000 "$BASE"
    up_fails "reading $BASE" "build or fetch it again"
    good_images_work
}

@test "an image with one flipped byte is named with both digests, is not installed, and the good one works" {
    copy_images
    python3 -c '
import sys
with open(sys.argv[1], "r+b") as image:
    image.seek(5000000)
    byte = image.read(1)[0]
    image.seek(5000000)
    image.write(bytes([byte ^ 1]))' "$BASE"
    up_fails "installing $BASE: rootfs.squashfs has sha256" "the manifest says" "build or fetch it again"
    [[ $output =~ sha256\ [0-9a-f]{64},\ and\ the\ manifest\ says\ [0-9a-f]{64} ]]
    [ -z "$(compgen -G "$STATE_DIR/images/base*")" ]
    good_images_work
}

@test "no images at all: it says where they come from" {
    copy_images
    rm "$BASE"
    up_fails "there is no usable base image" "BERTH_IMAGES"
    good_images_work
}

@test "a store that is gone is not silently made anew" {
    keep_state
    rm -rf "$STATE_DIR/store"
    up_fails "the store $(jq -r .store_id "$STATE_DIR/state.json") is not at $STATE_DIR/store" "$STATE_DIR/state.json"
    [ ! -e "$STATE_DIR/store" ]
}

@test "a foreign store is not touched, and both stores are named" {
    keep_state
    local foreign=00000000-0000-4000-8000-000000000000
    jq --arg id $foreign '.id = $id' "$BATS_TEST_TMPDIR/state/store/identity.json" >"$STATE_DIR/store/identity.json"
    up_fails "$foreign" "$(jq -r .store_id "$STATE_DIR/state.json")" "move the right store back"
}

@test "a store without its mark is not touched" {
    keep_state
    rm "$STATE_DIR/store/identity.json"
    up_fails "$STATE_DIR/store holds data but no identity.json" "move the directory away"
}

@test "a damaged mark of the store is named" {
    keep_state
    echo '{' >"$STATE_DIR/store/identity.json"
    up_fails "$STATE_DIR/store/identity.json is damaged" "restore it"
}

@test "a full disk is said with what is free and what is needed" {
    keep_state
    mount -t tmpfs -o size=64m tmpfs "$STATE_DIR/store"
    cp -a "$BATS_TEST_TMPDIR/state/store/." "$STATE_DIR/store/"
    up_fails "the store's disk at $STATE_DIR/store is full" "512 MiB needed" "free space"
}

@test "an unknown setting in the file is named with its line" {
    settings_file '{' '  "engine": {' '    "no_such": 1' '  }' '}'
    for verb in up "settings list" "settings get network.mode" "settings set logs.max_days 3"; do
        fails 6 "$SETTINGS_DIR/settings.json:3: 'engine.no_such' is not a setting" "known here" -- berth $verb
    done
}

@test "a setting of the wrong type is named with its line and what it must be" {
    settings_file '{' '  "logs": {' '    "max_days": "three"' '  }' '}'
    for verb in up "settings list" "settings set logs.max_days 3"; do
        fails 6 "$SETTINGS_DIR/settings.json:3: 'logs.max_days' must be a whole number" "not text" -- berth $verb
    done
}

@test "broken JSON is said with its line" {
    settings_file '{' '  "logs": {'
    fails 6 "$SETTINGS_DIR/settings.json" "line 3" "one JSON object" -- berth up
    fails 6 "$SETTINGS_DIR/settings.json" "line 3" -- berth settings list
}

@test "a value that cannot be used stops the start, and can be mended with settings set" {
    settings_file '{ "network": { "mode": "magic" } }'
    fails 6 "settings.json:1: 'network.mode' is 'magic'" 'use "kernel" or "user"' -- berth up
    fails 6 "'network.mode' is 'magic'" -- berth settings set logs.max_days 3
    berth settings set network.mode kernel
    [ "$(berth settings get network.mode)" = kernel ]
}

@test "settings get, set and unset of an unknown key, and a wrong value, change nothing" {
    fails 2 "'no.such' is not a setting" -- berth settings get no.such
    fails 2 "'no.such' is not a setting" "settings are:" -- berth settings set no.such 1
    fails 2 "'no.such' is not a setting" -- berth settings unset no.such
    fails 2 "'logs.max_days' must be a whole number" "soon" -- berth settings set logs.max_days soon
    [ ! -e "$SETTINGS_DIR/settings.json" ]
}

@test "two ups at once are one start, and both say that it is up" {
    berth up >"$BATS_TEST_TMPDIR/one" 2>&1 3>&- &
    local one=$!
    berth up >"$BATS_TEST_TMPDIR/two" 2>&1
    wait "$one"
    [ "$(pgrep -c -f -- "berth-broker --instance $BERTH_INSTANCE\$")" -ge 1 ]
    [ "$(berth service list --json | jq '[.services[] | select(.name == "lifecycle")] | length')" = 1 ]
    run berth up
    [ "$status" -eq 0 ]
    [[ $output == *"it was up already"* ]]
}

@test "down when down is fine, and says so" {
    fails 0 "berth is not running" -- berth down
    fails 0 "berth is not running" -- berth down
}

@test "up during down either waits its turn or says what goes on; down completes" {
    berth up
    berth down >"$BATS_TEST_TMPDIR/down" 2>&1 3>&- &
    local down=$!
    wait_until 10 grep -q stopped "$BATS_TEST_TMPDIR/down"
    run berth up
    wait "$down"
    if [ "$status" -ne 0 ]; then
        [ "$status" -eq 1 ]
        [[ $output == *"berth is going down"* ]]
        [[ $output == *"berth up"* ]]
        berth up
    fi
}

@test "down during up: the up fails and says that berth was ended" {
    berth up >"$BATS_TEST_TMPDIR/up" 2>&1 3>&- &
    local up=$!
    wait_until 10 grep -q "engine: namespaces" "$BATS_TEST_TMPDIR/up"
    berth down
    local code=0
    wait "$up" || code=$?
    [ "$code" -eq 1 ]
    grep -q "^berth: .*\(ended\|going down\|stopped\)" "$BATS_TEST_TMPDIR/up"
}

@test "a word that is no verb, option or instance is named" {
    fails 2 "'frobnicate' is not a verb of \`berth\`" "berth --help" -- berth frobnicate
    fails 2 "'frobnicate' is not a verb of \`berth service\`" "berth service --help" -- berth service frobnicate
    fails 2 "needs a verb" "berth service --help" -- berth service
    fails 2 "--frobnicate" "--help" -- berth up --frobnicate
    fails 2 "many" -- berth logs -n many
    fails 2 "KEY" -- berth settings get
    fails 2 "'No/Name' is not an instance name" "use up to 16 characters" -- berth --instance No/Name up
    fails 2 "is not an instance name" -- berth --instance this-name-is-too-long status
    fails 2 "there is no completion for 'tcsh'" "bash, zsh or fish" -- berth completion tcsh
}

@test "an unknown service is named, with those that there are" {
    berth up
    for verb in start stop restart; do
        fails 1 "there is no service nosuch" "netbridge" -- berth service $verb nosuch
    done
}

@test "every verb that needs a running berth says so within a second" {
    local begin verb
    for verb in status events logs "service list" "service start netbridge" "service stop netbridge" \
        "service restart netbridge" "distro list" "pack list" "net status" "net ports" "k8s status"; do
        begin=$(date +%s%N)
        fails 3 "berth is not running" "berth --instance $BERTH_INSTANCE up" -- berth $verb
        (($(date +%s%N) - begin < 1000000000))
    done
}

@test "help of every verb names its options, and completion knows the verbs" {
    local verb
    for verb in $(berth --help | sed -n '/^Subcommands/,/^$/s/^  \([a-z0-9]*\) .*/\1/p'); do
        fails 0 "Usage: berth $verb" "--help" -- berth $verb --help
        berth completion bash | grep -q "\"$verb\""
    done
    berth completion bash | bash -n
}
