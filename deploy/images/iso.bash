# SPDX-License-Identifier: Apache-2.0
# From a root directory to an image: the same tree gives the same bytes.

# The text of what decides the bytes besides the contents.
describe_tools() {
    mksquashfs -version | head -n 1
    printf '%s\n' "$iso_library" "$architecture"
    cat "$here"/iso.bash "$here"/berth_image.cpp "$source_dir"/services/updater/image/iso_*.cpp \
        "$source_dir"/services/updater/core/manifest.cpp
}

# lz4: unpacked at memory speed whenever a page is read, and packed in seconds. Everything belongs to root and has the
# same time; extended attributes of the build machine's file system stay out.
pack_root() { # ROOT SQUASHFS
    attempt "packing $1" "" mksquashfs "$1" "$2" -comp lz4 -noappend -no-progress -quiet -no-xattrs \
        -all-root -all-time 0 -mkfs-time 0
}

write_iso() { # SQUASHFS TEMPLATE OUT
    attempt "writing $3" "" "$berth_image" write --out "$3" --manifest-template "$2" "rootfs.squashfs=$1"
}

# Components, one "NAME VERSION LICENSE" a line, as JSON; licenses may hold spaces.
components_json() {
    awk '{ name = $1; version = $2; $1 = $2 = ""; sub(/^ +/, ""); gsub(/[^A-Za-z0-9.+ ()-]/, "");
           printf "%s    {\"name\": \"%s\", \"version\": \"%s\", \"license\": \"%s\"}", separator, name, version, $0
           separator = ",\n" } END { print "" }'
}

# Makes the directories that every root has; what is mounted at run time needs a place in a read-only tree.
make_root_directories() { # ROOT
    mkdir -p "$1"/{proc,sys,dev,run,tmp,root,mnt,distros,etc,var/lib,var/log,var/tmp,usr/bin,usr/sbin,usr/lib,usr/lib64}
    local name
    for name in bin sbin lib lib64; do
        [ -e "$1/$name" ] || ln -s "usr/$name" "$1/$name"
    done
    ln -sfn ../run "$1/var/run"
    chmod 1777 "$1/tmp" "$1/var/tmp"
    chmod 0700 "$1/root"
}

write_accounts() { # ROOT
    printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin' >"$1/etc/passwd"
    printf '%s\n' 'root:x:0:' 'tty:x:5:' 'docker:x:999:' 'nogroup:x:65534:' >"$1/etc/group"
    printf '%s\n' '127.0.0.1 localhost' '::1 localhost' >"$1/etc/hosts"
    printf '%s\n' 'hosts: files dns' >"$1/etc/nsswitch.conf"
    : >"$1/etc/resolv.conf" # bound or written over when the engine starts
}

# Nothing in an image gains rights by being run.
refuse_setuid() { # ROOT
    local found
    found=$(find "$1" -type f -perm /6000 -printf '%P ')
    [ -z "$found" ] || die "setuid or setgid programs in the image: $found" "drop them in deploy/images/pack/drop.txt"
}
