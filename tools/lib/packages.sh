# Debian packages: which are missing, and installing them.

base=(g++ meson ninja-build pkgconf python3 libssl-dev nlohmann-json3-dev liblzma-dev python3-cryptography openssl ca-certificates curl xz-utils bzip2 git)
peers=(gnutls-bin nginx)
scanners=(sslscan)
rivals=(libboost-dev libgnutls28-dev)
clang=(clang-19 libclang-rt-19-dev)
firmware=(gcc-arm-none-eabi libstdc++-arm-none-eabi-newlib qemu-system-arm)
checkers=(valgrind "${clang[@]}" clang-tidy-19 clang-format-19)

packages_for() {
    case $1 in
    demo) printf '%s\n' "${base[@]}" "${peers[@]}" ;;
    test) printf '%s\n' "${base[@]}" "${peers[@]}" "${scanners[@]}" "${clang[@]}" "${firmware[@]}" valgrind ;;
    bench) printf '%s\n' "${base[@]}" "${rivals[@]}" valgrind; offered libbotan-2-dev ;;
    scan) printf '%s\n' "${base[@]}" "${scanners[@]}" ;;
    fuzz) printf '%s\n' "${base[@]}" "${clang[@]}" ;;
    check | all) printf '%s\n' "${base[@]}" "${peers[@]}" "${scanners[@]}" "${firmware[@]}" "${checkers[@]}" ;;
    *) return 1 ;;
    esac
}

# offered PACKAGE: its name, if the machine's own sources have it.
offered() {
    [[ ! $(candidate_of "$1") ]] || echo "$1"
}

# missing_of PACKAGE...
missing_of() {
    local installed
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
        sed -n 's/^installed //p' || true)
    comm -23 <(printf '%s\n' "$@" | sort -u) <(sort -u <<<"$installed")
}

as_root() {
    if [[ $EUID -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
        -o Acquire::http::Timeout=20 -o Acquire::Retries=2 "$@"
}

install_packages() {
    [[ $EUID -eq 0 ]] || command -v sudo >/dev/null ||
        fail packages "installing $* needs root, and there is no sudo" "run this as root"
    without_services quietly install_now "$@"
}

install_now() {
    apt_get update && apt_get install --no-install-recommends "$@"
}

# A service that a package brings along (nginx) is neither started now nor at the next boot.
without_services() {
    local status=0 had_nginx=
    [[ ! -x /usr/sbin/nginx ]] || had_nginx=yes
    hold_services
    "$@" || status=$?
    release_services
    [[ $had_nginx || ! -e /etc/init.d/nginx ]] || quietly as_root update-rc.d nginx disable || true
    return "$status"
}

# Debian's own switch: what this script answers decides whether a package may start a service.
policy=/usr/sbin/policy-rc.d
held=
hold_services() {
    held=yes
    [[ ! -e $policy || -e $policy.before-setup ]] || as_root mv "$policy" "$policy.before-setup"
    printf '#!/bin/sh\nexit 101\n' | as_root install -m 755 /dev/stdin "$policy"
}

release_services() {
    [[ $held ]] || return 0
    as_root rm -f "$policy"
    [[ ! -e $policy.before-setup ]] || as_root mv "$policy.before-setup" "$policy"
    held=
}

# What the machine's own sources offer now: the version, or nothing.
candidate_of() {
    apt-cache policy "$1" | candidate
}

candidate() {
    sed -n 's/^  Candidate: \([0-9].*\)/\1/p'
}
