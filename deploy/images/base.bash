# SPDX-License-Identifier: Apache-2.0
# The base image: berth's guest programs and exactly the libraries that they need, as the build machine has them.

readonly guest_programs_in_root=usr/libexec/berth/guest

copy_guest_programs() { # ROOT
    local target=$1/$guest_programs_in_root program
    mkdir -p "$target"
    for program in "$guest_dir"/*; do
        [ -f "$program" ] && [ -x "$program" ] || continue
        install -m 0755 "$program" "$target/"
        # Scripts are guest programs too; strip refuses them.
        strip --strip-unneeded "$target/${program##*/}" 2>/dev/null || true
    done
    [ -n "$(ls -A "$target")" ] || die "there are no programs in $guest_dir" "build berth first: cmake --build build/dev"
}

# Prints "SONAME PATH" for every library of the guest programs, and the dynamic loader with its whole path as name.
list_libraries() {
    local program
    for program in "$guest_dir"/*; do
        [ -f "$program" ] && [ -x "$program" ] || continue
        ldd "$program" 2>/dev/null || true # a static program or a script has none
    done | awk '/not found/ { print "MISSING " $1 } $2 == "=>" && $3 ~ /^\// { print $1 " " $3 }
                $1 ~ /^\// { print $1 " " $1 }' | sort -u
}

copy_libraries() { # ROOT
    local libraries=$1/usr/lib/$(gcc -print-multiarch 2>/dev/null || echo x86_64-linux-gnu) name path
    mkdir -p "$libraries"
    while read -r name path; do
        case $name in
        MISSING) die "a guest program needs $path, which this machine does not have" "run deploy/deps/install" ;;
        /*) install -D -m 0755 "$path" "$1/usr/${name#/}" ;;
        *) install -m 0644 "$path" "$libraries/$name" ;;
        esac
    done < <(list_libraries)
}

fill_base_root() { # ROOT
    make_root_directories "$1"
    write_accounts "$1"
    copy_guest_programs "$1"
    copy_libraries "$1"
    refuse_setuid "$1"
}

# Every file with its digest and mode, every link with its target: what mksquashfs will see.
describe_tree() { # ROOT
    (cd "$1" && find . -type f -printf '%m ' -exec sha256sum {} \; && find . ! -type f -printf '%y %m %p %l\n') | sort
}

base_components() {
    local path paths=()
    while read -r _ path; do
        # dpkg knows a library by its path before or after the merge of /lib into /usr/lib.
        path=$(readlink -f "$path")
        paths+=("$path" "${path#/usr}")
    done < <(list_libraries)
    printf 'berth %s Apache-2.0\n' "$berth_version"
    { dpkg-query -S "${paths[@]}" 2>/dev/null || true; } | cut -d: -f1 | sort -u |
        xargs -r dpkg-query -W -f '${source:Package} ${source:Version} see its package in Debian\n' | sort -u
}

base_template() { # KEY
    printf '{"format": 1, "kind": "IMAGE_KIND_BASE", "name": "base", "version": "%s", "architecture": "%s",\n' \
        "$berth_version" "$architecture"
    printf ' "build_number": "%s", "content_key": "%s", "components": [\n' "${SOURCE_DATE_EPOCH:-0}" "$1"
    base_components | components_json
    printf ']}\n'
}

make_base() {
    local root=$work_dir/base-root key iso="$out/berth-base-$berth_version.iso"
    begin_image 'base image' 3
    lock_cache base
    step 'collecting guest programs and libraries' fill_base_root "$root"
    base_template '' >"$work_dir/base-inputs.json"
    key=$({ describe_tools; cat "$here/base.bash" "$work_dir/base-inputs.json"; describe_tree "$root"; } | make_key)
    if take_from_cache base "$key" "$iso"; then
        unlock_cache
        end_image "$iso, from the cache"
        return
    fi
    step 'packing the root' pack_root "$root" "$work_dir/base.squashfs"
    base_template "$key" >"$work_dir/base.json"
    step 'writing the iso' write_iso "$work_dir/base.squashfs" "$work_dir/base.json" "$iso"
    put_into_cache base "$key" "$iso"
    unlock_cache
    rm -rf --one-file-system "$root" "$work_dir/base.squashfs"
    end_image "$iso"
}
