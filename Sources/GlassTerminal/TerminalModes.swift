/// The sequences that take a terminal over and give it back
/// (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, "Private Modes").
struct TerminalModes: Sendable {
    let enter: [UInt8]
    /// Undoes ``enter`` and whatever a half-written frame may have left behind.
    let leave: [UInt8]

    init(capabilities: TerminalCapabilities, mouse: Bool) {
        let (alternateScreen, cursor, paste, dragging, sgrMouse) = ("1049", "25", "2004", "1002", "1006")
        var on = capabilities.hasAlternateScreen ? Self.set(alternateScreen) : ""
        on += Self.reset(cursor)
        var off = "\u{1B}[0m"
        if capabilities.hasXtermModes {
            on += Self.set(paste) + (mouse ? Self.set(dragging) + Self.set(sgrMouse) : "")
            off = Self.reset("2026") + off + Self.reset(sgrMouse) + Self.reset(dragging) + Self.reset(paste)
        }
        off += Self.set(cursor)
        // Without a second screen, nothing of the first one can be brought back: it is left empty.
        off += capabilities.hasAlternateScreen ? Self.reset(alternateScreen) : "\u{1B}[2J\u{1B}[H"
        (enter, leave) = (Array(on.utf8), Array(off.utf8))
    }

    private static func set(_ mode: String) -> String { "\u{1B}[?\(mode)h" }
    private static func reset(_ mode: String) -> String { "\u{1B}[?\(mode)l" }
}
