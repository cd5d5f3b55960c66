# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2034,SC2154 # what they share is set by the programs that source them
# What the fault tests look at: the processes of one instance, what berth says of itself, and what is so as seen by
# probes that do not use berth. All pids are of the host's pid namespace.

TARGETS=(broker lifecycle distro netbridge diagnostics updater k8s tunnel
    tunnel@guest netbridge@guest diagnostics@guest k8s@guest containerd dockerd berth-init)

now_ms() { local us=${EPOCHREALTIME/./}; echo $((us / 1000)); }
nap() { read -r -t "$1" <> <(:) || true; } # without a process of its own

use_instance() { # NAME
    export BERTH_INSTANCE=$1
    RUN_DIR=/run/berth-$1
    STATE_DIR=/var/lib/berth-$1
    LOG_DIR=/var/log/berth-$1
    export DOCKER_HOST=unix://$RUN_DIR/docker.sock
}

berth() { "$BERTH_PREFIX/bin/berth" "$@"; }
docker() { timeout -k 1 30 "$(echo "$STATE_DIR"/images/pack-*/client/docker)" "$@"; }

init_pid() { jq -r '.init_host_pid // empty' "$RUN_DIR/engine.json" 2>/dev/null; }

child_of_init() { # PATTERN
    local init
    init=$(init_pid)
    [[ ! $init ]] || pgrep -P "$init" -f -- "$1" | head -n 1
}

# The process that a target's name means now; nothing where there is none.
pid_of() { # TARGET
    case $1 in
    broker) fuser "$RUN_DIR/broker.lock" 2>/dev/null | tr -d ' ' ;;
    berth-init) init_pid ;;
    tunnel@guest) child_of_init '/berth-tunnel guest' ;;
    *@guest) child_of_init "/berth-${1%@guest}-guest" ;;
    containerd | dockerd) child_of_init "/$1( |\$)" ;;
    *) awk -v n="$1" '$1 == n {print $2}' "$RUN_DIR/processes" 2>/dev/null ;;
    esac
}

# What berth says, in one word: that of `berth status`, but "ready" where it is degraded only by what this machine lacks.
said() {
    timeout 10 "$BERTH_PREFIX/bin/berth" status --json 2>/dev/null | jq -r '
        if .state != "degraded" then .state
        elif ([.services[] | select(.run != "RUN_READY")] | length) > 0 then "degraded"
        elif .engine.state != "STATE_READY" or (.unanswered | length) > 0 then "degraded"
        elif ([.network.sockets[]? | select(.answering != true)] | length) > 0 then "degraded"
        else "ready" end' || true
}

# What is so: does dockerd answer on its own socket, and through ours?
answers() { curl -fsS -m 1 -o /dev/null --unix-socket "$1" http://d/_ping 2>/dev/null; }
engine_answers() {
    local init
    init=$(init_pid)
    [[ $init ]] && answers "/proc/$init/root/run/docker.sock"
}
api_answers() { answers "$RUN_DIR/docker.sock"; }
is_frozen() { [[ $(awk '/^State:/ {print $2}' "/proc/$1/status" 2>/dev/null) == T ]]; }

# The containers and their first processes: what no fault may change that does not kill them by nature.
containers() { docker ps --no-trunc -q 2>/dev/null | sort | xargs -r "$(echo "$STATE_DIR"/images/pack-*/client/docker)" inspect -f '{{.Id}} {{.State.Pid}} {{.RestartCount}}' 2>/dev/null; }

wait_for() { # SECONDS COMMAND…
    local end=$(($(now_ms) + $1 * 1000))
    shift
    until "$@"; do
        (($(now_ms) < end)) || return 1
        nap 0.1
    done
}
