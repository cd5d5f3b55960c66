# SPDX-License-Identifier: Apache-2.0
# The Debian that packs are made from: found through the mirrors that this machine's apt is configured with, with the
# suite exchanged, and verified with Debian's own archive keys. No address of a mirror stands in this repository.

readonly debian_keyring=/usr/share/keyrings/debian-archive-keyring.gpg
readonly lists_fresh_minutes=1440  # package lists this old decide which image of the cache is wanted
readonly lists_build_minutes=10    # before something is downloaded, lists are no older than this
readonly apt_seconds=600           # for the package lists
readonly download_seconds=1800     # for the packages

# Prints "deb" lines of the wanted suite (and its -updates and -security, where the machine has those).
debian_sources() { # SUITE
    local own
    if [ -n "$mirror" ]; then
        printf 'deb [signed-by=%s] %s %s main\n' "$debian_keyring" "$mirror" "$1"
        return
    fi
    own=$(. /etc/os-release && echo "${VERSION_CODENAME:-none}")
    apt-get indextargets --no-release-info --format '$(CREATED_BY) $(RELEASE) $(REPO_URI)' 2>/dev/null |
        awk -v own="$own" -v suite="$1" -v keyring="$debian_keyring" '
            $1 == "Packages" {
                rest = $2
                if (!sub("^(" own "|stable|oldstable)", "", rest) || rest !~ /^(-updates|-security)?$/) next
                print "deb [signed-by=" keyring "] " $3 " " suite rest " main"
            }' | sort -u
}

# An apt of our own: its lists and its idea of what is installed (nothing) lie in the cache, not in the system.
write_apt_configuration() { # DIRECTORY SUITE
    mkdir -p "$1"/{lists/partial,archives/partial,etc/apt.conf.d,etc/preferences.d}
    debian_sources "$2" >"$1/sources.list.new"
    [ -s "$1/sources.list.new" ] ||
        die "apt is not configured with a Debian mirror" "add one below /etc/apt, or name one with --mirror URL"
    if ! cmp -s "$1/sources.list.new" "$1/sources.list"; then
        rm -rf "$1/lists" "$1/updated" && mkdir -p "$1/lists/partial"
        mv "$1/sources.list.new" "$1/sources.list"
    fi
    rm -f "$1/sources.list.new"
    : >"$1/status"
    cat >"$1/apt.conf" <<END
Dir::State "$1";
Dir::State::lists "$1/lists";
Dir::State::status "$1/status";
Dir::Cache "$1";
Dir::Etc "$1/etc";
Dir::Etc::sourcelist "$1/sources.list";
Dir::Etc::sourceparts "/dev/null";
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::ForceHash "SHA256";
Acquire::Retries "2";
END
    apt-config dump | grep -Ei '^Acquire::(http|https|ftp)::Proxy' >>"$1/apt.conf" || true # the machine's own proxy
}

private_apt() { APT_CONFIG="$cache_dir/apt/$suite/apt.conf" timeout "$apt_seconds" apt-get "$@"; }

# Fetches package lists unless they are younger than that. Old ones do where the mirror cannot be reached.
refresh_lists() { # MAX_MINUTES
    local directory=$cache_dir/apt/$suite
    [ -z "$(find "$directory/updated" -mmin "-$1" 2>/dev/null)" ] || return 0
    if private_apt update --error-on=any >>"$work_dir/step.log" 2>&1; then
        touch "$directory/updated"
        return 0
    fi
    [ -e "$directory/updated" ] && [ "$1" = "$lists_fresh_minutes" ] && return 0
    die "the package lists of Debian $suite could not be fetched" \
        "check the network, the proxy of apt and the mirrors in /etc/apt, or name one with --mirror URL"
}

# Prints what apt would install for these packages: "NAME VERSION FILE SIZE HASH", sorted. No host name is in it.
resolve_packages() { # PACKAGE…
    private_apt --yes --print-uris install "$@" 2>>"$work_dir/step.log" |
        awk '/^\x27/ { split($2, part, "_"); gsub(/%3a/, ":", part[2]); print part[1], part[2], $2, $3, $4 }' | sort
}
