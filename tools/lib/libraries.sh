# Mbed TLS and Catch2: the system's where it is new enough, else a subproject for Meson. And testssl.sh,
# which grades from 3.2 on.

declare -A at_least=([mbedtls]=3.6.7 [catch2]=3.5 [testssl.sh]=3.2)
declare -A package=([mbedtls]=libmbedtls-dev [catch2]=libcatch2-dev [testssl.sh]=testssl.sh)
declare -A module=([mbedtls]=mbedtls [catch2]=catch2-with-main)
cache=subprojects/packagecache

# Tries what is nearest first, what is least reproducible last.
obtain() {
    local name=$1 way
    for way in from_system from_tree from_distribution from_cache from_upstream from_mirror \
        from_newer_suite; do
        "$way" "$name" && return
    done
    fail "$name" "${at_least[$name]} or later is not on this machine, upstream's site or Debian's mirror" \
        "put $(wrap "$name" source_url) at $cache/$(wrap "$name" source_filename), then try again"
}

# A program, which no build needs: who runs it skips where it cannot be had.
obtain_program() {
    local way
    for way in from_system from_distribution from_newer_suite; do
        "$way" "$1" && return
    done
    say "$1" "${at_least[$1]} or later is not to be had here"
}

from_system() {
    local version
    version=$(installed_version "$1") && suits "$1" "$version" || return
    took "$1" "$version, the system's"
}

installed_version() {
    if [[ -v module[$1] ]]; then
        pkg-config --modversion "${module[$1]}" 2>/dev/null
    else
        [[ ! $(missing_of "${package[$1]}") ]] && dpkg-query -W -f '${Version}' "${package[$1]}"
    fi
}

from_tree() {
    local tree
    tree=subprojects/$(wrap "$1" directory)
    [[ -e $tree/meson.build ]] || return
    cp -r --update "subprojects/packagefiles/$1/." "$tree/"
    took "$1" "$(basename "$(realpath "$tree")" | sed 's/.*-//'), in $tree"
}

from_distribution() {
    local version
    version=$(candidate_of "${package[$1]}")
    [[ $version ]] && suits "$1" "$version" || return
    install_packages "${package[$1]}" && from_system "$1"
}

from_cache() {
    local file
    for file in "$cache/$1"[-_]*; do
        [[ -e $file ]] && use_if_known "$1" "$file" && return
    done
    return 1
}

from_upstream() {
    local file
    file=$(wrap "$1" source_filename)
    say "$1" "asks upstream for $file"
    curl --fail --silent --location --connect-timeout 5 --max-time 120 \
        --output "$work/$file" "$(wrap "$1" source_url)" || return
    use_if_known "$1" "$work/$file"
}

# The hash decides which version a file is. One that is not listed is not used.
use_if_known() {
    local name=$1 file=$2 hash version
    hash=$(sha256sum <"$file" | cut -d ' ' -f 1)
    version=$(known "$name" | awk -v hash="$hash" '$3 == hash { print $2 }')
    [[ $version ]] || { say "$name" "refuses ${file##*/}: its hash is not a known one"; return 1; }
    unpack "$name" "$version" "$file" || return
    mkdir -p "$cache" && cp --no-clobber "$file" "$cache/"
}

# Meson looks where the .wrap says. Another version lies beside it, under its own name.
unpack() {
    local name=$1 version=$2 tarball=$3 pinned tree
    pinned=subprojects/$(wrap "$name" directory)
    tree=${pinned%-*}-$version
    rm -rf "$pinned" "$tree" "$tree.part"
    mkdir "$tree.part" &&
        tar -xf "$tarball" -C "$tree.part" --strip-components 1 &&
        cp -r "subprojects/packagefiles/$name/." "$tree.part/" &&
        mv "$tree.part" "$tree" || return
    [[ $tree == "$pinned" ]] || ln -s "${tree##*/}" "$pinned" || return
    from_tree "$name"
}

# wrap NAME KEY: what the .wrap says.
wrap() {
    sed -n "s/^$2 = //p" "subprojects/$1.wrap"
}

# Lines of "name version sha256", the pinned version first.
known() {
    local pinned
    pinned=$(wrap "$1" directory)
    echo "$1 ${pinned##*-} $(wrap "$1" source_hash)"
    grep "^$1 " tools/lib/known-versions.txt || true
}

# The next major version has another API.
suits() {
    dpkg --compare-versions "$2" ge "${at_least[$1]}" && dpkg --compare-versions "$2" lt 4
}

took() {
    say "$@"
    taken+=("$1 ${2%%,*}")
}
