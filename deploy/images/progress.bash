# SPDX-License-Identifier: Apache-2.0
# What a person sees while images are made, how a failure is told, and the working directory that goes away with it.
# On a terminal: one bar that moves; else one plain line a step, with the seconds that it took.

work_dir='' running_pid=''
step_name='' step_started=0 steps_done=0 steps_total=1 image_label='' image_started=0

milliseconds() { local now=${EPOCHREALTIME/[.,]/}; echo $((now / 1000)); }
seconds_since() { # MILLISECONDS
    local took=$(($(milliseconds) - $1))
    printf '%d.%d s' $((took / 1000)) $((took % 1000 / 100))
}

draw_bar() {
    [ -t 1 ] || return 0
    local width=20 filled bar
    filled=$((steps_done * width / steps_total))
    printf -v bar '%*s' "$filled" '' && bar=${bar// /#}
    printf '\r\033[K%-12s [%-*s] %s' "$image_label" "$width" "$bar" "$1"
}

begin_image() { # LABEL STEPS
    image_label=$1 steps_total=$2 steps_done=0 image_started=$(milliseconds)
}

step() { # NAME COMMAND…: runs the command as one step; its output is shown only when it fails
    step_name=$1 step_started=$(milliseconds)
    shift
    draw_bar "$step_name"
    : >"$work_dir/step.log"
    "$@"
    steps_done=$((steps_done + 1))
    [ -t 1 ] || printf '%s: %s (%s)\n' "$image_label" "$step_name" "$(seconds_since "$step_started")"
}

end_image() { # TEXT
    [ ! -t 1 ] || printf '\r\033[K'
    printf '%s: %s (%s)\n' "$image_label" "$1" "$(seconds_since "$image_started")"
}

die() { # MESSAGE [HINT [EXIT_CODE]]
    [ ! -t 1 ] || printf '\r\033[K'
    if [ -n "$work_dir" ] && [ -s "$work_dir/step.log" ]; then
        tail -n 15 "$work_dir/step.log" | sed 's/^/    /' >&2
    fi
    printf 'deploy/images/make: %s\n' "$1" >&2
    [ -z "${2:-}" ] || printf '  %s\n' "$2" >&2
    exit "${3:-1}"
}

# Runs a command of a step: output to the step's log, and die with the hint when it fails. In the background, because
# a shell that waits for a foreground command does not run its traps until that has ended.
attempt() { # DOING HINT COMMAND…
    local doing=$1 hint=$2
    shift 2
    "$@" >>"$work_dir/step.log" 2>&1 &
    running_pid=$!
    if wait "$running_pid"; then
        running_pid=''
        return
    fi
    running_pid=''
    if grep -qi 'no space left on device' "$work_dir/step.log"; then
        hint="free some space in $(dirname "$work_dir"), or set TMPDIR to a directory with 1 GiB"
    fi
    die "$doing failed" "$hint"
}

end_running() {
    [ -n "$running_pid" ] || return 0
    kill -TERM "$running_pid" 2>/dev/null || true # gone already
    wait "$running_pid" 2>/dev/null || true
}

clean_up() {
    end_running
    rm -rf --one-file-system "$work_dir"
}

make_work_dir() {
    work_dir=$(mktemp -d "${TMPDIR:-/var/tmp}/berth-images-XXXXXX") ||
        die "no temporary directory could be made" "set TMPDIR to a directory that can be written"
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
}
