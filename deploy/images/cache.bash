# SPDX-License-Identifier: Apache-2.0
# Images by the sha256 of everything that goes into them: <cache>/images/<kind>-<key>.iso. Never required: a cache
# that cannot be written is done without. Entries appear by rename, so a reader sees whole files only; two runs that
# want the same image wait for each other, so that the second one finds what the first has made.

cache_dir=''
readonly kept_images=4             # of each kind, the newest
readonly other_run_seconds=900     # how long one run waits for another that makes the same kind

open_cache() {
    cache_dir=${BERTH_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/berth}
    if ! mkdir -p "$cache_dir/images" "$cache_dir/apt" 2>/dev/null || [ ! -w "$cache_dir/images" ]; then
        printf 'deploy/images/make: %s cannot be written, going on without a cache\n' "$cache_dir" >&2
        cache_dir=$work_dir/cache use_cache=no
        mkdir -p "$cache_dir/images" "$cache_dir/apt"
    fi
}

lock_cache() { # NAME: until this shell's descriptor 9 is closed or locks something else
    exec 9>"$cache_dir/$1.lock"
    flock --wait "$other_run_seconds" 9 ||
        die "another run has been making the $1 image for $other_run_seconds s" "look for it with: ps -ef | grep images/make"
}

unlock_cache() { exec 9>&-; }

# The key is the sha256 of standard input, which lists all inputs.
make_key() { sha256sum | cut -d' ' -f1; }

place() { # FILE TARGET: a copy, never a link: whoever damages the one must not damage the other
    cp --reflink=auto "$1" "$2.new-$$" && mv "$2.new-$$" "$2"
}

is_image_of() { # ISO KEY
    [ -f "$1" ] && [ "$("$berth_image" inspect --content-key "$1" 2>/dev/null)" = "$2" ]
}

take_from_cache() { # KIND KEY OUT: false when it is not there
    [ "$use_cache" = yes ] || return 1
    if is_image_of "$3" "$2" && cmp -s "$cache_dir/images/$1-$2.iso" "$3"; then
        touch "$cache_dir/images/$1-$2.iso"
        return 0
    fi
    is_image_of "$cache_dir/images/$1-$2.iso" "$2" || return 1
    touch "$cache_dir/images/$1-$2.iso"
    place "$cache_dir/images/$1-$2.iso" "$3"
}

put_into_cache() { # KIND KEY ISO
    place "$3" "$cache_dir/images/$1-$2.iso" 2>/dev/null || {
        rm -f "$cache_dir/images/$1-$2.iso.new-$$"
        return 0 # a full disk: the image itself is made
    }
    find "$cache_dir/images" -maxdepth 1 -name '*.iso.new-*' -mmin +60 -delete # of runs that were killed
    find "$cache_dir/images" -maxdepth 1 -name "$1-*.iso" -printf '%T@ %p\n' | sort -rn |
        tail -n "+$((kept_images + 1))" | cut -d' ' -f2- | tr '\n' '\0' | xargs -0r rm -f
}
