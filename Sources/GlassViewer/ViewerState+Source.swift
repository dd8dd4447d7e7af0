import GlassAnalysis
import GlassModel

extension ViewerState {
    /// Shows the source of the selected function.
    mutating func showSource() -> [ViewerEffect] {
        show(.source)
        return []
    }
}
