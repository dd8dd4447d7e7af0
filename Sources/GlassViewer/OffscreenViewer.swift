import GlassAnalysis
import GlassModel
import GlassTerminal

/// A viewer without a terminal: news and keys in, screens out. What takes long is computed at once. It serves to measure
/// the screen.
package struct OffscreenViewer {
    private var state: ViewerState

    package init(size: Size, theme: Theme, isLive: Bool) {
        state = ViewerState(size: size, theme: theme, isLive: isLive)
    }

    /// Takes in what was recorded, and shows it.
    package mutating func take(_ delta: RecordingDelta) {
        send(.delta(delta))
        send(.refresh)
    }

    /// Presses a key by its name, such as `j`, `Enter` or `C-u`; none where nothing has that name.
    package mutating func press(_ name: String) {
        guard let press = KeyName.press(name) else { return }
        send(.terminal(.input(.key(press)), at: .zero))
    }

    package func draw() -> CellBuffer { Screen.draw(state) }

    private mutating func send(_ event: ViewerEvent) {
        _ = state.reduce(event)
        while let order = state.startReading() {
            var reading = state.reading
            reading.update(for: order)
            _ = state.reduce(.reading(reading, order))
        }
    }
}
