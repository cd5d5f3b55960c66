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

client_seconds=120 # for one call of a docker client, so that a hung one fails its test and no more

# The pack's own client, whatever the machine has.
docker() { timeout -k 1 "$client_seconds" "$(pack_docker)" "$@"; }
pack_docker() { echo "$STATE_DIR"/images/pack-*/client/docker; } # for what runs in the background

# use_clients: gives the clients a configuration of this file's own, with the pack's plugins, and in $machines_docker the
# machine's own docker client; empty when it has none. Its version mostly differs from the pack's.
use_clients() {
    export DOCKER_CONFIG=$BATS_FILE_TMPDIR/docker-config
    mkdir -p "$DOCKER_CONFIG"
    ln -sfn "$(echo "$STATE_DIR"/images/pack-*/client/cli-plugins)" "$DOCKER_CONFIG/cli-plugins"
    machines_docker=$(type -P docker || true)
    [[ $(readlink -f "${machines_docker:-/}") != /var/lib/berth* ]] || machines_docker=
}

# with_each_client FUNCTION: calls it with docker as the pack's client, then as the machine's.
with_each_client() {
    echo "with the pack's client"
    "$1"
    if [[ ! $machines_docker ]]; then
        echo "# with the pack's client only: the machine has no docker" >&3
        return
    fi
    echo "with $machines_docker"
    # shellcheck disable=SC2317 # called through "$1"
    docker() { timeout -k 1 "$client_seconds" "$machines_docker" "$@"; }
    "$1"
}

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
