# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2034,SC2154 # what they share is set by the programs that source them
# One cell of the matrix for each phase. Prints "SAID BACK ok"; else fails, with the reason as its last words.

truth_bound_ms=3000
give_up() { echo "$*" >&2; return 1; }

is_well() { [[ $(said) == ready ]] && engine_answers && api_answers; }

# Within which time all is well again once the fault is over or was noticed. Longer than any of ours: berth-init's death is
# the engine's, and it starts again with all its containers.
back_bound_ms() { # FAULT TARGET
    case $1-$2 in
    *-berth-init) echo 30000 ;;
    kill-* | oom-*) echo 8000 ;;
    *) echo 20000 ;;
    esac
}

# How long a fault lasts that is no death. Who stands still is found out within the time of a hang, who lacks something at
# once.
fault_ms() { # FAULT
    case $1 in
    kill | oom) echo 3000 ;;
    stop) echo $((seconds * 1000)) ;;
    *) echo $(((seconds + 2) / 3 * 1000)) ;;
    esac
}

# Until a container runs again that wrote before. One that could not start on a full disk is started again by dockerd, with
# delays that grow up to a minute.
ledger_seconds() { # FAULT
    [[ $1 == disk ]] && echo 70 || echo 10
}

# Looks until the fault's time is over, the process has been replaced, or what it does meanwhile is done. Sets said_at;
# fails on a lie.
watch_fault() { # TARGET PID END_MS [COMMAND_PID]
    local began wrong_since=0 word bad
    began=$(now_ms)
    said_at=-
    while (($(now_ms) < $3)); do
        [[ ! ${4:-} ]] || kill -0 "$4" 2>/dev/null || return 0
        word=$(said)
        [[ $word == ready || $said_at != - ]] || said_at=$(($(now_ms) - began))
        bad=
        engine_answers && api_answers || bad="the API does not answer"
        [[ $(pid_of "$1") != "$2" ]] || ! is_frozen "$2" || bad="$1 stands still"
        if [[ $bad && $word == ready ]]; then
            ((wrong_since)) || wrong_since=$(now_ms)
            (($(now_ms) - wrong_since <= truth_bound_ms)) || { give_up "status says ready for more than 3 s while $bad"; return 1; }
        else
            wrong_since=0
        fi
        [[ $(pid_of "$1") == "$2" || $word != ready ]] || return 0
    done
}

cell_running() { # FAULT TARGET
    local pid before began back end
    wait_for 30 is_well || { give_up "not well before the fault: $(said)"; return 1; }
    pid=$(pid_of "$2")
    [[ $pid ]] || { give_up "no process $2"; return 1; }
    before=$(containers)
    end=$(($(now_ms) + $(fault_ms "$1")))
    "fault_$1" "$pid"
    watch_fault "$2" "$pid" "$end" || { "heal_$1" "$pid"; return 1; }
    "heal_$1" "$pid"
    began=$(now_ms)
    wait_for $(($(back_bound_ms "$1" "$2") / 1000)) is_well || { give_up "not back in time: $(said)"; return 1; }
    back=$(($(now_ms) - began))
    local remark=
    if is_death "$1" && [[ $(pid_of "$2") == "$pid" ]]; then
        [[ $1 == oom ]] || { give_up "$2 was not killed"; return 1; }
        remark=", it asked for no memory"
    fi
    if [[ $2 != berth-init && $(containers) != "$before" ]]; then
        give_up "containers were lost or restarted"
        return 1
    fi
    wait_for "$(ledger_seconds "$1")" ledger_is_whole || { give_up "acknowledged writes are missing"; return 1; }
    echo "$said_at $back ok$remark"
}

cell_idle() { cell_running "$@"; }

cell_loaded() {
    wait_for 30 is_well || { give_up "not well before the load"; return 1; }
    begin_load >&2
    local outcome=0
    cell_running "$@" || outcome=1
    end_calls
    return $outcome
}

# The target may not be there yet; it is waited for while berth starts.
cell_starting() {
    local up pid
    berth down >/dev/null 2>&1
    berth up >"$work/up" 2>&1 &
    up=$!
    wait_for 20 eval "[[ \$(pid_of '$2') ]]" || { give_up "no process $2 while berth starts"; return 1; }
    pid=$(pid_of "$2")
    "fault_$1" "$pid" || true
    watch_fault "$2" "$pid" $(($(now_ms) + $(fault_ms "$1"))) || { "heal_$1" "$pid"; return 1; }
    "heal_$1" "$pid"
    wait "$up" || berth up >"$work/up" 2>&1 || { give_up "does not start: $(tail -n 1 "$work/up")"; return 1; }
    wait_for 30 is_well || { give_up "started, but $(said)"; return 1; }
    wait_for "$(ledger_seconds "$1")" ledger_is_whole || { give_up "acknowledged writes are missing"; return 1; }
    echo "$said_at - ok"
}

cell_stopping() {
    local down pid left
    wait_for 30 is_well || { give_up "not well before"; return 1; }
    pid=$(pid_of "$2")
    [[ $pid ]] || { give_up "no process $2"; return 1; }
    berth down >"$work/down" 2>&1 &
    down=$!
    nap 0.1
    "fault_$1" "$pid" 2>/dev/null || true
    watch_fault "$2" "$pid" $(($(now_ms) + $(fault_ms "$1"))) "$down" || { "heal_$1" "$pid"; return 1; }
    "heal_$1" "$pid"
    wait "$down" || berth down >"$work/down" 2>&1 || { give_up "does not stop: $(tail -n 1 "$work/down")"; return 1; }
    left=$(pgrep -f -- "--instance $BERTH_INSTANCE( |\$)" || true)
    [[ ! $left ]] || { give_up "processes are left: $left"; return 1; }
    berth up >"$work/up" 2>&1 || { give_up "does not start again: $(tail -n 1 "$work/up")"; return 1; }
    wait_for 30 is_well || { give_up "not well after: $(said)"; return 1; }
    wait_for "$(ledger_seconds "$1")" ledger_is_whole || { give_up "acknowledged writes are missing"; return 1; }
    echo "$said_at - ok"
}
