#!/usr/bin/env bash
# Builds and installs glass, removes it again, shows it, or runs its tests. `./install.sh --help` says how.
#
# Exit status, after sysexits.h: 0 done; 64 wrong usage; 66 nothing to uninstall; 69 something needed is missing;
# 73 the prefix cannot be written; otherwise that of the build, the demo or the tests.
set -euo pipefail

readonly minimum_swift="6.2"
readonly executables=(glass glass-agent glass-demo)
readonly build_packages=(
    git g++ libunwind-dev libbpf-dev libdw-dev libelf-dev liblzma-dev libiberty-dev libsqlite3-dev pkg-config zlib1g-dev
)
# What the sample service sends queries to; it goes without.
readonly demo_packages=(redis-server)
readonly test_packages=(gcc binutils dwz procps python3 sqlite3)

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly root
readonly demo_prefix="$root/.build/demo-prefix"

configuration=release
prefix=""
staging=""
temporary_files=()

usage() {
    cat <<'EOF'
usage: ./install.sh [--prefix DIR] [--debug]      build and install glass
       ./install.sh --uninstall [--prefix DIR]    remove what was installed
       ./install.sh demo [ARGUMENT ...]           build, then run `glass demo`
       ./install.sh test [ARGUMENT ...]           build, then run the tests (arguments go to `swift test`)
       ./install.sh --help                        show this

  --prefix DIR   install below DIR (default: /usr/local for root, ~/.local otherwise)
  --debug        build without optimisation, with the shared Swift runtime

Needs Swift 6.2 or newer (https://www.swift.org/install/linux/). Installs Debian packages that are missing.
EOF
}

say() { printf '%s\n' "$*"; }

# fail STATUS MESSAGE…
fail() {
    local status="$1"
    shift
    printf 'install.sh: %s\n' "$*" >&2
    exit "$status"
}

clean_up() {
    if ((${#temporary_files[@]})); then rm -f -- "${temporary_files[@]}"; fi
    if [[ -n "$staging" ]]; then rm -rf -- "$staging"; fi
}

default_prefix() {
    if ((EUID == 0)); then
        say /usr/local
    else
        say "${HOME:?is not set; give --prefix}/.local"
    fi
}

# --- What the build needs ---------------------------------------------------------------------------------------------

check_swift() {
    local hint="get it from https://www.swift.org/install/linux/ and put it on PATH"
    command -v swift >/dev/null || fail 69 "Swift is missing: glass needs Swift $minimum_swift or newer; $hint"
    local text version
    text="$(swift --version 2>&1 || true)"
    version="$(sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' <<<"$text" | head -n 1)"
    # Most often a library that the toolchain needs is missing, and the first line says which.
    [[ -n "$version" ]] || fail 69 "$(command -v swift) does not run (${text%%$'\n'*}); see https://www.swift.org/install/linux/"
    version_at_least "$version" "$minimum_swift" ||
        fail 69 "Swift $version is too old: glass needs Swift $minimum_swift or newer; $hint"
}

# version_at_least 6.3 6.2
version_at_least() {
    local major="${1%%.*}" minor="${1#*.}"
    local wanted_major="${2%%.*}" wanted_minor="${2#*.}"
    ((major > wanted_major || (major == wanted_major && minor >= wanted_minor)))
}

# Prints those of the packages that dpkg does not have.
missing_packages() {
    local package
    for package in "$@"; do
        [[ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" == installed ]] || say "$package"
    done
}

install_packages() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "not a Debian system; glass needs what Debian calls: $*"
        return
    fi
    local missing
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    say "installing Debian packages: ${missing[*]}"
    run_apt_get "${missing[@]}" ||
        fail 69 "could not install Debian packages; install them yourself, then run this again: ${missing[*]}"
}

run_apt_get() {
    local as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail 69 "neither root nor sudo; ask an administrator to install: $*"
        as_root=(sudo)
    fi
    # Stale package lists are the usual reason for a failure; that they cannot be renewed need not be one.
    "${as_root[@]}" apt-get update -q >/dev/null || say "apt-get update failed; trying with the lists at hand"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends "$@" </dev/null >/dev/null
}

# --- Build ------------------------------------------------------------------------------------------------------------

build_options() {
    if [[ "$configuration" == release ]]; then
        printf '%s\n' -c release --static-swift-stdlib
    else
        printf '%s\n' -c debug
    fi
}

build() {
    local options
    mapfile -t options < <(build_options)
    say "building ($configuration; the first time takes some minutes)"
    # Only what is installed: the benchmarks would take more than a minute longer.
    local name
    for name in "${executables[@]}"; do
        swift build --package-path "$root" "${options[@]}" --product "$name"
    done
    binaries="$(swift build --package-path "$root" "${options[@]}" --show-bin-path)"
}

# --- Install ----------------------------------------------------------------------------------------------------------

# Collects under $staging all that is to be installed, as it will lie below the prefix.
stage() {
    staging="$(mktemp -d)"
    mkdir -p "$staging"/bin "$staging"/share/glass/themes "$staging"/share/man/man1
    local name
    for name in "${executables[@]}"; do
        cp -- "$binaries/$name" "$staging/bin/$name"
    done
    copy_all "$root/themes" '*.toml' "$staging/share/glass/themes"
    copy_all "$root/man" '*.1' "$staging/share/man/man1"
    stage_completion bash share/bash-completion/completions/glass
    stage_completion zsh share/zsh/site-functions/_glass
    stage_completion fish share/fish/vendor_completions.d/glass.fish
}

# copy_all FOLDER PATTERN DESTINATION
copy_all() {
    [[ -d "$1" ]] || return 0
    find "$1" -maxdepth 1 -type f -name "$2" -exec cp -- {} "$3" ';'
}

# stage_completion SHELL PATH
stage_completion() {
    local target="$staging/$2"
    mkdir -p "$(dirname "$target")"
    "$staging/bin/glass" --generate-completion-script "$1" >"$target"
}

check_prefix() {
    mkdir -p -- "$prefix" 2>/dev/null || fail 73 "cannot create $prefix; choose another folder with --prefix, or run as root"
    [[ -w "$prefix" ]] || fail 73 "cannot write to $prefix; choose another folder with --prefix, or run as root"
}

# The manifest has a line for each thing that was made below the prefix: `f PATH` a file, `d PATH` a folder.
manifest_path() { say "$prefix/share/glass/manifest"; }

# Prints the folders on the way to a path below the prefix, the outermost first.
parent_folders() {
    local path="$1" walked=""
    while [[ "$path" == */* ]]; do
        walked+="${walked:+/}${path%%/*}"
        path="${path#*/}"
        say "$walked"
    done
}

# Makes the folders that are missing, and prints a manifest line for each.
make_folders() {
    local file folder
    for file in "$@" share/glass/manifest; do
        while read -r folder; do
            [[ -d "$prefix/$folder" ]] && continue
            mkdir -- "$prefix/$folder" || fail 73 "cannot create $prefix/$folder"
            say "d $folder"
        done < <(parent_folders "$file")
    done
}

install_staged() {
    local files file manifest old="" folders
    mapfile -t files < <(cd "$staging" && find . -type f -printf '%P\n' | LC_ALL=C sort)
    manifest="$(manifest_path)"
    [[ -f "$manifest" ]] && old="$(cat -- "$manifest")"
    folders="$(make_folders "${files[@]}")"
    # All is copied beside its place first, and then moved there at once; the manifest names old and new meanwhile, so
    # that an interruption leaves nothing that --uninstall would not find.
    for file in "${files[@]}"; do
        copy_beside "$staging/$file" "$prefix/$file"
    done
    { say "$old"; say "$folders"; printf 'f %s\n' "${files[@]}"; } | write_manifest "$manifest"
    for file in "${files[@]}"; do
        mv -f -- "$(name_beside "$prefix/$file")" "$prefix/$file"
    done
    remove_outdated "$old" "${files[@]}"
    { grep '^d ' <<<"$old" || true; say "$folders"; printf 'f %s\n' "${files[@]}"; } | write_manifest "$manifest"
}

name_beside() { say "$(dirname "$1")/.$(basename "$1").install-$$"; }

# copy_beside FILE PLACE
copy_beside() {
    local temporary mode=644
    temporary="$(name_beside "$2")"
    temporary_files+=("$temporary")
    [[ -x "$1" ]] && mode=755
    cp -- "$1" "$temporary" || fail 73 "cannot write to $(dirname "$2")"
    chmod "$mode" -- "$temporary"
}

write_manifest() {
    local temporary
    temporary="$(name_beside "$1")"
    temporary_files+=("$temporary")
    grep . | LC_ALL=C sort -u >"$temporary"
    mv -f -- "$temporary" "$1"
}

# Removes files that an earlier version installed and this one no longer has.
remove_outdated() {
    local old="$1" kind path
    shift
    while read -r kind path; do
        [[ "$kind" == f ]] || continue
        printf '%s\n' "$@" | grep -Fxq -- "$path" || rm -f -- "$prefix/$path"
    done <<<"$old"
}

install_glass() {
    check_swift
    install_packages "${build_packages[@]}"
    check_prefix
    build
    stage
    install_staged
}

report_installation() {
    say "installed glass, glass-agent and glass-demo in $prefix/bin"
    say "themes in $prefix/share/glass/themes, man pages in $prefix/share/man, completions for bash, zsh and fish in $prefix/share"
    if [[ ":$PATH:" == *":$prefix/bin:"* ]]; then
        say "next: glass demo"
    else
        say "$prefix/bin is not on PATH; add it: export PATH=\"$prefix/bin:\$PATH\""
        say "next: $(printf '%q' "$prefix/bin/glass") demo"
    fi
}

# --- Uninstall --------------------------------------------------------------------------------------------------------

uninstall_glass() {
    local manifest kind path
    manifest="$(manifest_path)"
    [[ -f "$manifest" ]] || fail 66 "nothing to uninstall: $manifest does not exist; name the right folder with --prefix"
    local lines
    mapfile -t lines < <(LC_ALL=C sort -r -- "$manifest")
    # In reverse order: files stand before folders, and a folder's content before the folder.
    for line in "${lines[@]}"; do
        kind="${line%% *}" path="${line#* }"
        case "/$path/" in */../*) continue ;; esac
        [[ "$kind" == f ]] && { rm -f -- "$prefix/$path" || fail 73 "cannot remove $prefix/$path"; }
    done
    rm -f -- "$manifest" || fail 73 "cannot remove $manifest"
    for line in "${lines[@]}"; do
        kind="${line%% *}" path="${line#* }"
        case "/$path/" in */../*) continue ;; esac
        [[ "$kind" == d ]] && { rmdir -- "$prefix/$path" 2>/dev/null || true; }
    done
    say "removed glass from $prefix"
}

# --- Demo and tests ---------------------------------------------------------------------------------------------------

run_demo() {
    prefix="$demo_prefix"
    if demo_is_outdated; then
        install_glass
    fi
    (install_packages "${demo_packages[@]}") || say "going on without ${demo_packages[*]}: the demo leaves out its routes"
    clean_up
    exec "$prefix/bin/glass" demo "$@"
}

demo_is_outdated() {
    local manifest
    manifest="$(manifest_path)"
    [[ -x "$prefix/bin/glass" && -f "$manifest" ]] || return 0
    [[ -n "$(find "$root"/{Sources,Plugins,Package.swift,themes,man,install.sh} -newer "$manifest" -print -quit 2>/dev/null)" ]]
}

run_tests() {
    check_swift
    install_packages "${build_packages[@]}" "${test_packages[@]}"
    say "building the tests (the first time takes some minutes)"
    swift build --package-path "$root" --build-tests
    # One after another: many sample real processes, and would disturb one another. The runner's closing lines stay last.
    swift test --package-path "$root" --no-parallel "$@"
}

# --- Command line -----------------------------------------------------------------------------------------------------

set_prefix() {
    [[ -n "$1" ]] || fail 64 "--prefix needs a folder; see ./install.sh --help"
    case "$1" in
        /*) prefix="$1" ;;
        *) prefix="$PWD/$1" ;;
    esac
    while [[ "$prefix" == ?*/ ]]; do prefix="${prefix%/}"; done
}

main() {
    local action=install
    case "${1:-}" in
        demo) shift; run_demo "$@" ;;
        test) shift; run_tests "$@"; return ;;
    esac
    while (($#)); do
        case "$1" in
            --help | -h) usage; return ;;
            --uninstall) action=uninstall ;;
            --debug) configuration=debug ;;
            --prefix) set_prefix "${2:-}"; shift ;;
            --prefix=*) set_prefix "${1#--prefix=}" ;;
            *) fail 64 "unknown argument '$1'; see ./install.sh --help" ;;
        esac
        shift
    done
    if [[ -z "$prefix" ]]; then prefix="$(default_prefix)"; fi
    if [[ "$action" == uninstall ]]; then
        uninstall_glass
        return
    fi
    install_glass
    report_installation
}

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
main "$@"
