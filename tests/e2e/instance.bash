# SPDX-License-Identifier: Apache-2.0
# What every end-to-end file loads: one instance of berth of its own from the build tree, gone at the end.

BERTH_PREFIX=${BERTH_PREFIX:-$BATS_TEST_DIRNAME/../../build/dev}
SOURCE_DIR=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

# use_instance NAME: names this file's instance and its places.
use_instance() {
    export BERTH_INSTANCE=$1
    RUN_DIR=/run/berth-$1
    STATE_DIR=/var/lib/berth-$1
    LOG_DIR=/var/log/berth-$1
    export DOCKER_HOST=unix://$RUN_DIR/docker.sock
}

berth() { "$BERTH_PREFIX/bin/berth" "$@"; }

# The pack's own client, whatever the machine has.
docker() { "$(echo "$STATE_DIR"/images/pack-*/client/docker)" "$@"; }

engine_up() {
    berth up
    "$SOURCE_DIR/deploy/demo-image" "$BERTH_INSTANCE"
}

# Ends the instance and removes its state; called from teardown_file.
remove_instance() {
    berth down || true
    rm -rf "$STATE_DIR" "$LOG_DIR" "$RUN_DIR"
}

# wait_until SECONDS COMMAND…: polls; fails with the command when the time is over.
wait_until() {
    local end=$(($(date +%s%N) + $1 * 1000000000)); shift
    until "$@" >/dev/null 2>&1; do
        if (($(date +%s%N) > end)); then
            echo "not within the time: $*" >&2
            return 1
        fi
        read -r -t 0.02 <> <(:) || true
    done
}

# The broker holds its lock for as long as it lives.
broker_pid() { fuser "$RUN_DIR/broker.lock" 2>/dev/null | tr -d ' '; }

service_field() { berth service list --json | jq -r --arg n "$1" ".services[] | select(.name == \$n) | .$2"; }
