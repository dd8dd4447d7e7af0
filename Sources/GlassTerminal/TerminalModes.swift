/// The sequences that take a terminal over and give it back
/// (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, "Private Modes").
struct TerminalModes: Sendable {
    let enter: [UInt8]
    /// Undoes ``enter`` and whatever a half-written frame may have left behind.
    let leave: [UInt8]

    init(mouse: Bool) {
        let (alternateScreen, cursor, paste, dragging, sgrMouse) = ("1049", "25", "2004", "1002", "1006")
        var on = "\u{1B}[?\(alternateScreen)h\u{1B}[?\(cursor)l\u{1B}[?\(paste)h"
        if mouse { on += "\u{1B}[?\(dragging)h\u{1B}[?\(sgrMouse)h" }
        enter = Array(on.utf8)
        let off = "\u{1B}[?2026l\u{1B}[0m\u{1B}[?\(sgrMouse)l\u{1B}[?\(dragging)l\u{1B}[?\(paste)l"
        leave = Array("\(off)\u{1B}[?\(cursor)h\u{1B}[?\(alternateScreen)l".utf8)
    }
}
