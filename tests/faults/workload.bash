# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2034,SC2154 # what they share is set by the programs that source them
# An instance of the fault tests' own, on small file systems of its own, and what runs in it: containers that write and
# remember what they were told is on disk, and calls to the API without a pause.

begin_instance() {
    if mountpoint -q "$STATE_DIR"; then
        echo "$STATE_DIR is mounted: an earlier run was cut off; berth --instance $BERTH_INSTANCE down, then unmount it" >&2
        exit 1
    fi
    mkdir -p "$STATE_DIR" "$LOG_DIR"
    mount -t tmpfs -o size=900M,mode=755 berth-faults "$STATE_DIR"
    mount -t tmpfs -o size=8M,mode=750 berth-faults "$LOG_DIR"
    berth up >"$work/up" 2>&1 || { cat "$work/up" >&2; exit 1; }
    "$here/../../deploy/demo-image" "$BERTH_INSTANCE" >/dev/null
    docker volume create ledger >/dev/null
    docker run -d --name writer --restart always -v ledger:/v berth/demo sh -c '
        n=$(tail -n 1 /v/ledger 2>/dev/null); n=${n:-0}
        torn=false
        while sleep 0.05; do
            ! $torn || echo >>/v/ledger || continue # behind a number that was cut off
            torn=true
            echo $((n + 1)) >>/v/ledger && sync /v/ledger || continue
            torn=false
            n=$((n + 1))
            echo $n >/v/acknowledged
        done' >/dev/null
}

end_instance() {
    end_load
    heal_all
    berth down >/dev/null 2>&1 || berth down >/dev/null 2>&1 || true
    umount -l "$STATE_DIR" "$LOG_DIR" 2>/dev/null || true
    rm -rf "$STATE_DIR" "$LOG_DIR"
}

# After a cell that failed: everything anew, so that the next one stands for itself.
recover() {
    end_load
    heal_all
    berth down >/dev/null 2>&1 || true
    berth up >/dev/null 2>&1 || berth up >/dev/null 2>&1 || true
    wait_for 30 is_well || true
}

heal_all() {
    heal_disk
    local group
    for group in "$MEMORY_CGROUPS"/berth-fault-*; do
        [[ ! -d $group ]] || heal_oom "${group##*-}"
    done
}

# Twenty containers that use the network, and two callers that never pause. Containers of an earlier cell go on; those that
# its fault ended are started again.
begin_load() {
    local name
    for name in load-{1..20}; do
        docker start "$name" >/dev/null 2>&1 || docker run -d --name "$name" berth/demo sh -c '
            while :; do wget -q -O /dev/null http://127.0.0.1:1/ 2>/dev/null; sleep 0.1; done' >/dev/null
    done
    rm -f "$work/stop"
    for _ in 1 2; do
        (until [[ -e $work/stop ]]; do
            curl -fsS -m 5 -o /dev/null --unix-socket "$RUN_DIR/docker.sock" 'http://d/containers/json?all=1' 2>/dev/null || nap 0.05
        done) &
    done
}
end_calls() { touch "$work/stop"; }
end_load() {
    end_calls
    docker ps -aq --filter name=load- 2>/dev/null | xargs -r "$(echo "$STATE_DIR"/images/pack-*/client/docker)" rm -f >/dev/null 2>&1 || true
}

# Nothing that was acknowledged may be missing: the ledger counts without a gap as far as was said. On a full disk a number
# may be cut off, and is written again.
ledger_is_whole() {
    docker exec writer sh -c '
        a=$(cat /v/acknowledged); [ -n "$a" ] || a=0
        awk -v a="$a" "\$1 == last + 1 { last = \$1 } END { exit last < a }" /v/ledger' >&2
}
