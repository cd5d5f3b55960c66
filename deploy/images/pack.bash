# SPDX-License-Identifier: Apache-2.0
# The version pack: a Docker engine with all that it runs, unpacked from Debian's packages without running their
# scripts. What the scripts would have done, and an engine needs, is done in finish_pack_root.

suite=${BERTH_PACK_SUITE:-trixie}
readonly pack_main_package=docker.io

read_list() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$1"; }

# apt reads all of Debian's package lists to answer, seconds on a busy machine; the answer depends on those lists
# (InRelease holds their digests) and on what was asked alone, so it is kept beside them.
resolve_pack() { # MAX_AGE_OF_LISTS
    local directory=$cache_dir/apt/$suite packages answer
    refresh_lists "$1"
    answer=$directory/resolved-$(cat "$directory"/lists/*_InRelease "$directory/apt.conf" "$here/pack/packages.txt" \
        "$here/debian.bash" | make_key)
    if [ ! -s "$answer" ]; then
        mapfile -t packages < <(read_list "$here/pack/packages.txt" | tr -d '[:blank:]')
        # Nothing is printed when apt finds no way; its reasons are in the step's log.
        resolve_packages "${packages[@]}" >"$work_dir/packages" || true
        grep -q "^$pack_main_package " "$work_dir/packages" ||
            die "apt finds no way to install $pack_main_package from Debian $suite" "see the lines above"
        rm -f "$directory"/resolved-*
        place "$work_dir/packages" "$answer"
    fi
    cp "$answer" "$work_dir/packages"
}

open_debian() {
    [ "$(id -u)" = 0 ] || die "the pack is unpacked as root" "run deploy/images/make as root"
    need_program mmdebstrap mmdebstrap
    [ -r "$debian_keyring" ] || die "$debian_keyring is missing" "apt-get install debian-archive-keyring"
    write_apt_configuration "$cache_dir/apt/$suite" "$suite"
    resolve_pack "$lists_fresh_minutes"
}

pack_version() { awk -v name="$pack_main_package" '$1 == name { print $2 }' "$work_dir/packages"; }

pack_key() {
    { describe_tools; cat "$here"/{pack,debian}.bash "$here"/pack/*.txt "$work_dir/packages"; } | make_key
}

# Exactly the resolved versions: what the key names is what is unpacked.
unpack_packages() { # ROOT
    local include proxies
    include=$(awk '{ printf "%s%s=%s", separator, $1, $2; separator = "," }' "$work_dir/packages")
    mapfile -t proxies < <(proxy_options)
    attempt "unpacking the packages of Debian $suite" \
        "check that the mirror can be reached; when it has changed meanwhile, run it again" \
        timeout "$download_seconds" mmdebstrap --variant=extract --mode=root --architectures="$architecture" \
        --include="$include" --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
        --aptopt='Acquire::Retries "2"' "${proxies[@]}" "$suite" "$1" "$cache_dir/apt/$suite/sources.list"
}

proxy_options() { # the machine's own, one option a line
    apt-config dump | sed -nE 's/^(Acquire::https?::Proxy) "([^"]+)";$/--aptopt=\1 "\2"/Ip'
}

drop_unneeded() { # ROOT
    local pattern
    (cd "$1" && shopt -s nullglob && while read -r pattern; do
        rm -rf --one-file-system -- $pattern # unquoted: a glob below the root
    done < <(read_list "$here/pack/drop.txt"))
    # Licenses stay with what they are for; the rest of the documentation goes.
    find "$1/usr/share/doc" -mindepth 2 ! -name copyright ! -type d -delete
    find "$1/usr/share/doc" -mindepth 1 -type d -empty -delete
}

run_in_root() { # ROOT PROGRAM…: by the root's own loader and libraries, without chroot
    local root=$1 program=$2
    shift 2
    "$(echo "$root"/usr/lib64/ld-linux-*.so.*)" --library-path "$(echo "$root"/usr/lib/*-linux-gnu)" "$root/$program" "$@"
}

link_busybox_applets() { # ROOT: wherever no real program has the name
    local applet
    while read -r applet; do
        [ -e "$1/usr/bin/$applet" ] || [ -L "$1/usr/bin/$applet" ] || [ -e "$1/usr/sbin/$applet" ] ||
            [ -L "$1/usr/sbin/$applet" ] || ln -s busybox "$1/usr/bin/$applet"
    done < <(run_in_root "$1" usr/bin/busybox --list)
}

link_iptables() { # ROOT: update-alternatives would, to the nft variants
    local family suffix
    for family in iptables ip6tables; do
        for suffix in '' -save -restore; do
            ln -sf "$family-nft$suffix" "$1/usr/sbin/$family$suffix"
        done
    done
    for family in arptables ebtables; do
        [ ! -e "$1/usr/sbin/$family-nft" ] || ln -sf "$family-nft" "$1/usr/sbin/$family"
    done
}

finish_pack_root() { # ROOT
    drop_unneeded "$1"
    make_root_directories "$1"
    write_accounts "$1"
    mkdir -p "$1"/etc/{docker,ssl/certs} "$1"/var/lib/{docker,containerd}
    link_iptables "$1"
    [ -e "$1/usr/bin/docker-init" ] || ln -s tini-static "$1/usr/bin/docker-init"
    link_busybox_applets "$1"
    refuse_setuid "$1"
    local program
    while read -r program; do
        [ -e "$1/$program" ] || die "the pack has no /$program" "see deploy/images/pack/required.txt"
    done < <(read_list "$here/pack/required.txt")
}

bundle_certificates() { # ROOT: what update-ca-certificates would
    mkdir -p "$1/etc/ssl/certs"
    find "$1/usr/share/ca-certificates" -name '*.crt' -print0 | LC_ALL=C sort -z | xargs -0 awk 1 \
        >"$1/etc/ssl/certs/ca-certificates.crt"
    [ -s "$1/etc/ssl/certs/ca-certificates.crt" ] || die "the ca-certificates package holds no certificates"
}

unpack_and_finish() { # ROOT
    unpack_packages "$1"
    newest_file=$(find "$1/usr" -type f -printf '%T@\n' | sort -n | tail -n 1)
    bundle_certificates "$1"
    finish_pack_root "$1"
}

# The first license that the package's own copyright file names for all its files.
license_of() { # ROOT PACKAGE
    local file=$1/usr/share/doc/$2/copyright license=''
    [ ! -r "$file" ] || license=$(awk '/^License:/ { sub(/^License: */, ""); print; exit }' "$file")
    printf '%s' "${license:-see usr/share/doc/$2/copyright}"
}

pack_components() { # ROOT
    local name version
    while read -r name version _; do
        printf '%s %s %s\n' "$name" "$version" "$(license_of "$1" "$name")"
    done <"$work_dir/packages"
}

pack_template() { # KEY ROOT
    # Grows whenever a newer package comes in, and is the same for the same packages.
    printf '{"format": 1, "kind": "IMAGE_KIND_PACK", "name": "docker", "version": "%s", "architecture": "%s",\n' \
        "$(pack_version)" "$architecture"
    printf ' "build_number": "%s", "content_key": "%s", "image_store": "graphdriver", "components": [\n' \
        "${newest_file%.*}" "$1"
    pack_components "$2" | components_json
    printf ']}\n'
}

make_pack() {
    local root=$work_dir/pack-root key iso newest_file=0
    begin_image 'docker pack' 4
    lock_cache pack
    step 'resolving packages' open_debian
    key=$(pack_key)
    iso="$out/berth-pack-docker-$(pack_version).iso"
    if take_from_cache pack "$key" "$iso"; then
        unlock_cache
        end_image "$iso, from the cache"
        return
    fi
    resolve_pack "$lists_build_minutes"
    key=$(pack_key)
    iso="$out/berth-pack-docker-$(pack_version).iso"
    step 'downloading and unpacking packages' unpack_and_finish "$root"
    step 'packing the root' pack_root "$root" "$work_dir/pack.squashfs"
    pack_template "$key" "$root" >"$work_dir/pack.json"
    step 'writing the iso' write_iso "$work_dir/pack.squashfs" "$work_dir/pack.json" "$iso"
    put_into_cache pack "$key" "$iso"
    unlock_cache
    rm -rf --one-file-system "$root" "$work_dir/pack.squashfs"
    end_image "$iso"
}
