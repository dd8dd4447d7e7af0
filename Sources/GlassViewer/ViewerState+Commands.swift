import GlassAnalysis

extension ViewerState {
    mutating func run(_ command: Command) -> [ViewerEffect] {
        switch command {
        case .quit: return [.quit(.quit)]
        case .theme(let name): return [.switchTheme(.named(name))]
        case .pane(let pane): show(pane)
        case .export(let format): return export(format)
        case .rate(let rate):
            return control(.setRate(rate), "asked for \(NumberText.fixed(rate, 0)) samples a second")
        case .pause:
            isPaused = canControl
            return control(.pause, "sampling is paused; :resume goes on")
        case .resume:
            isPaused = false
            return control(.resume, "sampling goes on")
        }
        return []
    }

    private mutating func control(_ effect: ViewerEffect, _ done: String) -> [ViewerEffect] {
        guard canControl, profile?.info.end == nil else {
            notice = Notice(text: "nothing is being recorded that this could change", kind: .bad)
            return []
        }
        notice = Notice(text: done, kind: .good)
        return [effect]
    }
}
