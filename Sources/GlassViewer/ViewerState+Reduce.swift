import GlassAnalysis
import GlassModel
import GlassTerminal

extension ViewerState {
    /// Takes an event in. What has to be done in the world comes back.
    mutating func reduce(_ event: ViewerEvent) -> [ViewerEffect] {
        let effects = take(event) + sourceEffects() + routeEffects()
        return progress.isDue ? effects + [.read] : effects
    }

    private mutating func take(_ event: ViewerEvent) -> [ViewerEffect] {
        switch event {
        case .terminal(let event, let time): return reduce(event, at: time)
        case .delta(let delta):
            loading = nil
            take(delta)
        case .loading(let progress): if profile == nil { loading = progress }
        case .refresh:
            refreshIfStale()
            return loadAgain()
        case .reading(let reading, let order): finishReading(reading, order)
        case .samples(let question, let samples): take(samples, for: question)
        case .source(let question, let answer): take(answer, to: question)
        case .sourceFailed(let reason):
            // Without anything to show it is for whoever started the viewer to say why.
            if loading != nil { return [.quit(.quit)] }
            sourceFailure = reason
        case .agentFailed(let reason): agentFailure = reason
        case .theme(let theme): self.theme = theme
        case .settings(let news): return take(news)
        case .notice(let notice): self.notice = notice
        case .frameDue: break
        }
        return []
    }

    private mutating func reduce(_ event: TerminalEvent, at time: Nanoseconds) -> [ViewerEffect] {
        switch event {
        case .input(let input): return reduce(input, at: time)
        case .resized(let size):
            self.size = size
            refreshPaneIfNotFrozen()
            return [.redraw]
        case .suspendRequested: return [.suspend]
        case .continued: return [.reenter]
        case .signal(let number): return [.quit(.signal(number))]
        case .closed: return [.quit(.terminalClosed)]
        }
    }

    private mutating func reduce(_ input: InputEvent, at time: Nanoseconds) -> [ViewerEffect] {
        switch input {
        case .key(let press): return closeHints() + reduce(press)
        case .mouse(let mouse):
            // With Shift the terminal selects text; where it tells of it nevertheless, it is not meant for glass.
            return mouse.modifiers.contains(.shift) ? [] : reduce(mouse, at: time)
        case .paste(let text): paste(text)
        case .focus: break
        }
        return []
    }

    private mutating func reduce(_ press: KeyPress) -> [ViewerEffect] {
        notice = nil
        if press == KeyPress(.character("c"), .control) { return [.quit(.quit)] }
        if prompt != nil, let effects = typeIntoPrompt(press) { return effects }
        if case .columns(let selected) = overlay { return pressInColumnChooser(press, selected: selected) }
        guard let action = keys[press] else { return [] }
        return overlay == nil ? perform(action) : performInOverlay(action)
    }

    /// Pasted text is text, never keys: without a line to go into it goes nowhere.
    private mutating func paste(_ text: String) {
        guard prompt != nil else {
            notice = Notice(text: "nothing is being typed that the pasted text could go into", kind: .bad)
            return
        }
        prompt?.field.insert(text)
        promptChanged()
    }

    /// After another size or pane: what is frozen is only laid out anew.
    mutating func refreshPaneIfNotFrozen() {
        if isFrozen { arrange() } else { refreshPane() }
    }

    // MARK: The line at the bottom

    /// Nil where the key means nothing in a line that is typed.
    private mutating func typeIntoPrompt(_ press: KeyPress) -> [ViewerEffect]? {
        if palette != nil, let effects = pressInPalette(press) { return effects }
        switch press.key {
        case .escape:
            cancelPrompt()
            return []
        case .enter: return submitPrompt()
        case .backspace where prompt?.field.value.isEmpty == true:
            cancelPrompt()
            return []
        default:
            guard prompt?.field.press(press) == true else { return press.modifiers.isEmpty ? [] : nil }
            promptChanged()
            return []
        }
    }

    private mutating func cancelPrompt() {
        if prompt?.kind == .search {
            matcher = nil
            source.searchesText = false
        }
        closePrompt()
        arrange()
    }

    mutating func closePrompt() { (prompt, palette) = (nil, nil) }

    /// What is searched or filtered for takes effect while it is typed.
    private mutating func promptChanged() {
        guard let prompt else { return }
        if prompt.kind == .search, pane == .source { source.searchesText = !prompt.field.value.isEmpty }
        do {
            switch prompt.kind {
            case .search: matcher = prompt.field.value.isEmpty ? nil : try TextMatcher(prompt.field.value)
            case .filter: try table(.keep(prompt.field.value))
            case .command: fillPalette()
            }
            self.prompt?.error = nil
        } catch {
            self.prompt?.error = "\(error)"
        }
        arrange()
    }

    private mutating func submitPrompt() -> [ViewerEffect] {
        guard let prompt else { return [] }
        if let error = prompt.error {
            notice = Notice(text: error, kind: .bad)
            return []
        }
        closePrompt()
        if prompt.kind == .search, matcher != nil { goToMatch(1) }
        return []
    }
}
