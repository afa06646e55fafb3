# Newer Debian suites. They are read by apt itself, so that its proxies and signatures hold, but into
# folders of ours, so that the machine's own package lists stay as they are.

suites=(testing unstable stable)
codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-sid}")
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# A source whose hash is known; else the newest suitable one, for which Debian's signature vouches.
from_mirror() {
    local name=$1 suite file version newest='' newest_file=''
    for suite in "${suites[@]}"; do
        say "$name" "asks Debian's mirror for the source in $suite"
        file=$(download_source "$suite" "$name") || continue
        use_if_known "$name" "$file" && return
        version=$(sed 's/.*_\(.*\)\.orig\..*/\1/' <<<"$file")
        suits "$name" "$version" || continue
        [[ $newest ]] && dpkg --compare-versions "$version" le "$newest" && continue
        newest=$version newest_file=$file
    done
    [[ $newest ]] || return
    say "$name" "takes $newest all the same: Debian signed it"
    unpack "$name" "$newest" "$newest_file"
}

# Prints where the source now is.
download_source() {
    local folder
    folder=$(suite_folder "$1" deb-src) || return
    mkdir -p "$folder/$2" && cd "$folder/$2" || return
    quietly apt-get -c ../apt.conf source --download-only --tar-only "$2" || return
    echo "$PWD/"*.orig.tar.*
}

# Catch2 is a static library, which binds it to the compiler of its suite; Mbed TLS is a shared one.
declare -A package_suites=([mbedtls]="${suites[*]}" [catch2]="$codename-backports"
    [testssl.sh]="$codename-backports")

# The package of a newer suite, and of that suite nothing else.
from_newer_suite() {
    local name=$1 suite folder version
    for suite in ${package_suites[$name]}; do
        say "$name" "asks Debian's mirror for the package in $suite"
        folder=$(suite_folder "$suite" deb) || continue
        pin "$name" "$suite" >"$folder/preferences"
        version=$(apt-cache -c "$folder/apt.conf" policy "${package[$name]}" | candidate)
        [[ $version ]] && suits "$name" "$version" || continue
        without_services quietly apt_get -c "$folder/apt.conf" install --no-remove \
            --no-install-recommends "${package[$name]}" || continue
        from_system "$name" && return
    done
    return 1
}

pin() {
    printf 'Package: %s\nPin: release %s\nPin-Priority: %s\n\n' '*' "$2" -1 "src:$1" "$2" 990
}

# suite_folder SUITE deb|deb-src: prints the folder with the suite's lists; packages come with the
# machine's own beside them, for what they depend on.
suite_folder() {
    local folder=$work/$1-$2 archive
    if [[ ! -e $folder ]]; then
        archive=$(machine_archive) && [[ $archive ]] || return
        mkdir -p "$folder"/{lists,cache/archives,sources.list.d,preferences.d} && chmod -R 755 "$work" || return
        [[ $2 == deb-src ]] || cp -r /etc/apt/sources.list* "$folder/"
        write_sources "$1" "$2" "$archive" >"$folder/sources.list.d/newer.sources"
        write_configuration "$folder" "$2" >"$folder/apt.conf"
        apt-get -c "$folder/apt.conf" -o Acquire::http::Timeout=20 -o Acquire::Retries=0 update \
            >"$folder/log" 2>&1 </dev/null || true
    fi
    # What was read counts: another of the machine's sources may well be out of reach.
    if ! compgen -G "$folder/lists/*_$1_*Release" >/dev/null; then
        say mirror "cannot read $1: $(grep -m 1 '^[EW]:' "$folder/log")" >&2
        return 1
    fi
    echo "$folder"
}

# The archive from which this machine was installed.
machine_archive() {
    apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(REPO_URI)' |
        awk -v codename="$codename" '$1 == codename && $2 == "main" && !found++ { print $3 }'
}

write_sources() {
    printf 'Types: %s\nURIs: %s\nSuites: %s\nComponents: main\n' "$2" "$3" "$1"
    [[ ! -e $keyring ]] || printf 'Signed-By: %s\n' "$keyring"
}

write_configuration() {
    cat <<-END
		Dir::State::lists "$1/lists";
		Dir::Cache "$1/cache";
		Dir::Etc::sourcelist "$1/sources.list";
		Dir::Etc::sourceparts "$1/sources.list.d";
		Dir::Etc::preferences "$1/preferences";
		Dir::Etc::preferencesparts "$1/preferences.d";
	END
    # A source is known by its hash or bound by its version, however old the list that led to it.
    [[ $2 == deb ]] || echo 'Acquire::Check-Valid-Until "false";'
}
