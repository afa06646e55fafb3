# Building BoGo's runner and our shims, and running the one against the other.

bogo=$PWD/build-release/bogo
shims=$PWD/build-release/tests/judges

build_runner() {
    command -v go >/dev/null ||
        fail runner "there is no go" "install the version that go.mod of BoringSSL names; see docs/bogo.md"
    [[ -e $1/runner.go && -e $1/certs.go ]] ||
        fail runner "$1 is not ssl/test/runner of BoringSSL" "name that folder"
    mkdir -p "$bogo"
    correct_certificates "$1"
    say runner "builds it"
    (cd "$1" && go test -c -overlay "$bogo/overlay.json" -o "$bogo/runner" .) ||
        fail runner "go cannot build it; its words are above" "see docs/bogo.md for what it needs"
}

# Its certificates have no subject and an alternative name that is not critical, which RFC 5280 §4.2.1.6
# forbids and both backends refuse. The compiler is shown a copy of the file that sets this right.
correct_certificates() {
    sed '/AddASN1ObjectIdentifier(oidSubjectAltName)/a if len(subject.Name.ToRDNSequence()) == 0 { ext.AddASN1Boolean(true) }' \
        "$1/certs.go" >"$bogo/certs.go"
    ! cmp -s "$1/certs.go" "$bogo/certs.go" ||
        fail runner "certs.go of this runner is written otherwise" "see correct_certificates in tools/lib/bogo.sh"
    printf '{"Replace": {"%s": "%s"}}\n' "$1/certs.go" "$bogo/certs.go" >"$bogo/overlay.json"
}

build_shims() {
    if [[ ! -e build-release/build.ninja ]]; then
        quietly meson setup build-release --buildtype release ||
            fail shim "meson could not set up build-release" "read above; rm -r build-release to begin anew"
    fi
    say shim "builds it for $*"
    quietly ninja -C build-release "${@/#/tests/judges/bogo-shim-}" ||
        fail shim "it does not compile; the compiler's words are above" "set right what they name"
}

# judge BACKEND RUNNER [OPTION...]
judge() {
    local log=$bogo/$1.log
    python3 -B tests/judges/bogo_config.py "$1" >"$bogo/$1.json"
    (cd "$2" && "$bogo/runner" -pipe -allow-unimplemented -shim-path "$shims/bogo-shim-$1" \
        -shim-config "$bogo/$1.json" "${@:3}") >"$log" 2>&1 || true
    sed -n '/^FAILED (/,/^[A-Z]* (/{/^PASSED (/d;/^UNIMPLEMENTED (/d;p}' "$log"
    tell "$1" "$(count PASSED "$log")" "$(count FAILED "$log")" "$(count UNIMPLEMENTED "$log")"
}

count() {
    grep -c "^$1 (" "$2" || true
}

# tell BACKEND PASSED FAILED NOT-IMPLEMENTED
tell() {
    echo "bogo: $1: $2 passed, $3 failed, $4 not implemented"
    [[ $2 -gt 0 && $3 -eq 0 ]]
}
