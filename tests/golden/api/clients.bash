# SPDX-License-Identifier: Apache-2.0
# The docker clients of three Debian releases, and dockerode, each unpacked into a folder of its own: nothing is
# installed. A program of another release runs with that release's own C library.

readonly releases=(bookworm trixie sid)
readonly dockerode_version=4.0.9
declare -rA packages_of=(
    [bookworm]="docker.io docker-compose python3-docker python3-attr python3-certifi python3-chardet
        python3-charset-normalizer python3-distro python3-dockerpty python3-docopt python3-dotenv python3-idna
        python3-jsonschema python3-packaging python3-pyrsistent python3-requests python3-six python3-texttable
        python3-urllib3 python3-websocket python3-yaml"
    [trixie]="docker-cli docker-buildx docker-compose libc6 python3-docker python3-certifi python3-chardet python3-idna
        python3-requests python3-urllib3"
    [sid]="docker-cli docker-buildx docker-compose libc6"
)

# shellcheck disable=SC2034,SC2154 # what deploy/images/debian.bash wants; suite is a loop's variable in fetch_clients
configure_apt() {
    local directory=$cache_dir/apt/$suite
    write_apt_configuration "$directory" "$suite"
    if [[ $suite == sid ]]; then # has no updates of its own, and a mirror's copy of it may be an old one
        sed -i -E "/ sid-(updates|security) /d" "$directory/sources.list"
        echo 'Acquire::Check-Valid-Until "false";' >>"$directory/apt.conf"
    fi
}

fetch_clients() { # $clients gets RELEASE/usr/… and node_modules
    local suite package packages
    for suite in "${releases[@]}"; do
        configure_apt
        refresh_lists "$lists_fresh_minutes"
        mkdir -p "$clients/$suite" "$work_dir/packages/$suite"
        read -r -d '' -a packages <<<"${packages_of[$suite]}" || true
        (cd "$work_dir/packages/$suite" && private_apt download "${packages[@]}" >>"$work_dir/step.log" 2>&1)
        for package in "$work_dir/packages/$suite"/*.deb; do
            dpkg-deb -x "$package" "$clients/$suite"
        done
    done
    npm install --prefix "$clients" --ignore-scripts --no-audit --no-fund "dockerode@$dockerode_version" \
        >>"$work_dir/step.log" 2>&1
}

# Of Python's libraries the pure ones only are needed: they run with this machine's Python.
python_path() { echo "$clients/$1/usr/lib/python3/dist-packages"; } # RELEASE

# write_wrapper FILE PROGRAM: FILE runs PROGRAM of a release with the C library that was unpacked beside it, if any.
write_wrapper() {
    local root=${2%/usr/*} loader
    loader=$(find "$root/usr/lib" -name 'ld-linux-*.so.*' | head -n 1)
    mkdir -p "${1%/*}"
    if [[ $loader ]]; then
        printf '#!/bin/sh\nexec %s --library-path %s %s "$@"\n' "$loader" "${loader%/*}" "$2" >"$1"
    else
        printf '#!/bin/sh\nPYTHONPATH=%s exec %s "$@"\n' "$(python_path "${root##*/}")" "$2" >"$1"
    fi
    chmod +x "$1"
}

# use_release RELEASE: docker, its plugins and docker-compose, in PATH and in $DOCKER_CONFIG.
use_release() {
    local usr=$clients/$1/usr plugin
    rm -rf "$DOCKER_CONFIG" "$bin"
    mkdir -p "$DOCKER_CONFIG/cli-plugins" "$bin"
    write_wrapper "$bin/docker" "$usr/bin/docker"
    [[ ! -e $usr/bin/docker-compose ]] || write_wrapper "$bin/docker-compose" "$usr/bin/docker-compose"
    for plugin in buildx compose; do
        [[ ! -e $usr/libexec/docker/cli-plugins/docker-$plugin ]] ||
            write_wrapper "$DOCKER_CONFIG/cli-plugins/docker-$plugin" "$usr/libexec/docker/cli-plugins/docker-$plugin"
    done
}
