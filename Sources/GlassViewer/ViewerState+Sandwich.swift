import GlassAnalysis
import GlassModel

extension ViewerState {
    /// Shows who calls the selected function, and what it calls.
    mutating func showSandwich() { show(.sandwich) }
}
