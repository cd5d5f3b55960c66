# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2034,SC2154 # what they share is set by the programs that source them
# The faults: each has a function that does it to a process and one that takes it back. What they need of the machine they
# take for themselves alone: a cgroup, a file that fills the instance's own small file system.

FAULTS=(kill stop oom disk fds)
MEMORY_CGROUPS=/sys/fs/cgroup/memory

fault_kill() { kill -9 "$1"; }
heal_kill() { :; }

fault_stop() { kill -STOP "$1"; }
heal_stop() { kill -CONT "$1" 2>/dev/null || true; }

# The kernel's own kill: the process gets a memory cgroup in which nothing fits, and ends at its next allocation.
fault_oom() {
    local group=$MEMORY_CGROUPS/berth-fault-$1
    mkdir -p "$group"
    echo 65536 >"$group/memory.limit_in_bytes"
    echo "$1" >"$group/cgroup.procs"
}
heal_oom() {
    local group=$MEMORY_CGROUPS/berth-fault-$1 pid
    [[ -d $group ]] || return 0
    while read -r pid; do # what was started from there belongs to its parent's group
        echo "$pid" >"$MEMORY_CGROUPS/cgroup.procs" || true
    done <"$group/cgroup.procs"
    rmdir "$group" 2>/dev/null || true
}

# Both file systems of the instance, to the last byte.
fault_disk() {
    dd if=/dev/zero of="$STATE_DIR/store/.fill" bs=1M 2>/dev/null || true
    dd if=/dev/zero of="$LOG_DIR/.fill" bs=64k 2>/dev/null || true
}
heal_disk() { rm -f "$STATE_DIR/store/.fill" "$LOG_DIR/.fill"; }

# No descriptor more than it has.
fault_fds() {
    local open
    open=$(find "/proc/$1/fd" -mindepth 1 | wc -l)
    prlimit --pid "$1" --nofile="$open":
}
heal_fds() { prlimit --pid "$1" --nofile=1024: 2>/dev/null || true; }

# is_death FAULT: the process that had it is another one afterwards.
is_death() { [[ $1 == kill || $1 == oom ]]; }
