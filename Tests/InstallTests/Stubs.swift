/// Stand-ins for the programs that `install.sh` calls. Each notes its call in `$STUB_ROOT/calls.log`.
enum Stubs {
    static let all = ["swift": swift, "dpkg-query": dpkgQuery, "apt-get": aptGet]

    /// `STUB_SWIFT_VERSION` is what it says it is; `STUB_BUILD_STATUS` and `STUB_TEST_STATUS` are how it ends.
    private static let swift = #"""
        #!/usr/bin/env bash
        echo "swift $*" >>"$STUB_ROOT/calls.log"
        bin="$STUB_ROOT/build output"
        make_glass() {
            cat >"$bin/glass" <<'EOF'
        #!/usr/bin/env bash
        case "$1" in
            --generate-completion-script) echo "completions for $2" ;;
            *) echo "glass ran: $*"; exit "${STUB_GLASS_STATUS:-0}" ;;
        esac
        EOF
        }
        case "$1" in
            --version) echo "Swift version ${STUB_SWIFT_VERSION-6.3.1} (stub)" ;;
            test) echo "Test run with 3 tests passed"; exit "${STUB_TEST_STATUS:-0}" ;;
            build)
                if [[ "$*" == *--show-bin-path* ]]; then echo "$bin"; exit; fi
                [[ "${STUB_BUILD_STATUS:-0}" == 0 ]] || exit "$STUB_BUILD_STATUS"
                mkdir -p "$bin"
                make_glass
                echo '#!/bin/sh' >"$bin/glass-agent"
                echo '#!/bin/sh' >"$bin/glass-demo"
                chmod +x "$bin"/*
                ;;
        esac
        """#

    /// Every package is installed, but those named in `STUB_MISSING`.
    private static let dpkgQuery = #"""
        #!/usr/bin/env bash
        [[ " ${STUB_MISSING:-} " == *" ${!#} "* ]] || echo -n installed
        """#

    /// `STUB_APT_STATUS` is how `install` ends.
    private static let aptGet = #"""
        #!/usr/bin/env bash
        echo "apt-get $*" >>"$STUB_ROOT/calls.log"
        [[ "$1" == update ]] || exit "${STUB_APT_STATUS:-0}"
        """#
}
