# Building the tests with sanitizers, and running them.

# What a sanitizer finds ends the test. Allocations that fail are tested, so they must not end it.
export ASAN_OPTIONS=allocator_may_return_null=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1

# set_up_tests FOLDER C-COMPILER C++-COMPILER [SANITIZERS]: once.
set_up_tests() {
    local cached=''
    [[ ! -e $1/build.ninja ]] || return 0
    ! command -v ccache >/dev/null || cached='ccache '
    say build "sets up $1"
    CC=$cached$2 CXX=$cached$3 quietly meson setup "$1" \
        --buildtype debug -Db_sanitize="${4:-address,undefined}" ||
        fail build "meson could not set up $1" "read above; rm -r $1 to begin anew"
}

# build_tests FOLDER C-COMPILER C++-COMPILER: builds what has changed since the last time.
build_tests() {
    set_up_tests "$@"
    say build "$3, with AddressSanitizer and UndefinedBehaviorSanitizer, in $1"
    ninja -C "$1" || fail build "the tests do not compile" "read above"
}

# run_tests FOLDER [SUITE...]: the last line is the count. Fails where a test does, or none ran.
run_tests() {
    local folder=$1 log=$1/meson-logs/testlog.json suite suites=()
    for suite in "${@:2}"; do suites+=(--suite "$suite"); done
    rm -f "$log"
    meson test -C "$folder" --no-rebuild "${suites[@]}" || true
    python3 tools/lib/count_tests.py "$log"
}
