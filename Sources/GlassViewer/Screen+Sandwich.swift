import GlassAnalysis
import GlassModel
import GlassTerminal

extension Screen {
    mutating func drawSandwich() {
        say("select a function in the icicle or among the functions and press w")
    }
}
