# SPDX-License-Identifier: Apache-2.0
# For files about distros: an archive to make one from, and its state.

# A whole root file system of busybox, with a user.
make_archive() {
    local root=$BATS_FILE_TMPDIR/root applet
    mkdir -p "$root"/{bin,etc,root,home/me}
    cp /bin/busybox "$root/bin/"
    for applet in sh cat echo id hostname sleep pwd env stty tty ls touch kill readlink printf true \
        mkdir ln mount rm tail; do
        ln -s busybox "$root/bin/$applet"
    done
    printf 'root:x:0:0:root:/root:/bin/sh\nme:x:1000:1000::/home/me:/bin/sh\n' >"$root/etc/passwd"
    printf 'root:x:0:\nme:x:1000:\ndocker:x:101:me\n' >"$root/etc/group"
    chown 1000:1000 "$root/home/me"
    tar -C "$root" --zstd -cf "$BATS_FILE_TMPDIR/small.tar.zst" .
}

distro_field() { berth distro list --json | jq -r --arg n "$1" ".distros[] | select(.name == \$n) | .$2"; }
is_state() { [ "$(distro_field "$1" state)" = "STATE_$2" ]; }
