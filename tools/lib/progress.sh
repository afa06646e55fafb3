# How the tools speak: one line per step; a failure says which step, why, and what to do.

program=${0##*/}

# say STEP RESULT...
say() {
    printf '%s: %-10s %s\n' "$program" "$1" "${*:2}"
}

# fail STEP WHY WHAT-TO-DO
fail() {
    printf '\n%s: %s failed\n  why:  %s\n  do:   %s\n' "$program" "$1" "$2" "$3" >&2
    exit 1
}

# quietly COMMAND...: shows the end of its output only where it fails.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    [[ $status -eq 0 ]] || tail -n 20 "$log" >&2
    rm -f "$log"
    return "$status"
}
