# SPDX-License-Identifier: Apache-2.0
# A root file system of a real Debian for a distro: the machine's own suite, from the mirrors that it is configured with.

# make_debian_archive: $BATS_FILE_TMPDIR/debian.tar, with a user and no group docker. Kept for a day where images are kept.
make_debian_archive() {
    local cache=${BERTH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/berth}/test-distros kept
    kept=$cache/debian-$(cat /etc/os-release "$SOURCE_DIR/tests/e2e/debian_root.bash" | sha256sum | cut -c1-16).tar
    if [[ -z $(find "$kept" -mmin -1440 2>/dev/null) ]]; then
        mkdir -p "$cache"
        bootstrap_debian "$kept.new-$$"
        mv "$kept.new-$$" "$kept"
    fi
    cp --reflink=auto "$kept" "$BATS_FILE_TMPDIR/debian.tar"
}

bootstrap_debian() { # TAR
    (
        set -e
        # shellcheck disable=SC2034 # read by debian_sources
        mirror=''
        # shellcheck source=deploy/images/debian.bash
        . "$SOURCE_DIR/deploy/images/debian.bash"
        suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
        debian_sources "$suite" >"$BATS_FILE_TMPDIR/sources.list"
        # shellcheck disable=SC2016 # mmdebstrap's own shell expands it
        timeout 300 mmdebstrap --quiet --variant=essential --include=mount --format=tar \
            --customize-hook='echo "dev:x:1001:1001::/home/dev:/bin/bash" >>"$1/etc/passwd"' \
            --customize-hook='echo "dev:x:1001:" >>"$1/etc/group"' \
            --customize-hook='mkdir -p "$1/home/dev" && chown 1001:1001 "$1/home/dev"' \
            --customize-hook='printf "[user]\ndefault=dev\n" >"$1/etc/wsl.conf"' \
            "$suite" "$1" "$BATS_FILE_TMPDIR/sources.list" >"$BATS_FILE_TMPDIR/debian.log" 2>&1 || {
            cat "$BATS_FILE_TMPDIR/debian.log" >&2
            exit 1
        }
    )
}
