import GlassAnalysis
import GlassModel
import GlassTerminal

extension ViewerState {
    mutating func openPalette() {
        prompt = Prompt(.command)
        palette = Palette()
        fillPalette()
    }

    /// After another text.
    mutating func fillPalette() {
        guard let text = prompt?.field.value, palette != nil else { return }
        if !text.isEmpty, let profile { paletteNames.extend(with: profile) }
        let commands = paletteCommands
        palette?.find(text, commands: commands, names: paletteNames, profile: profile)
    }

    /// Where its rows are; empty where there is no room for them.
    var paletteRows: Rect { paletteBox.inset(horizontal: 1, vertical: 1) }

    /// With the lines around.
    var paletteBox: Rect {
        guard let palette else { return Rect(x: 0, y: 0, width: 0, height: 0) }
        let above = layout.footer.y
        let height = min(max(1, palette.items.count) + 2, 16, above)
        guard height >= 3 else { return Rect(x: 0, y: 0, width: 0, height: 0) }
        return Rect(x: 0, y: above - height, width: min(size.width, 100), height: height)
    }

    /// Nil where the key means nothing to the list, but may mean something to the line.
    mutating func pressInPalette(_ press: KeyPress) -> [ViewerEffect]? {
        let height = paletteRows.height
        switch (press.key, press.modifiers) {
        case (.up, []), (.character("p"), .control): movePalette(by: -1)
        case (.down, []), (.character("n"), .control): movePalette(by: 1)
        case (.pageUp, []): palette?.page(by: -height, height: height)
        case (.pageDown, []): palette?.page(by: height, height: height)
        case (.tab, []): completeFromPalette()
        case (.enter, []): return choose()
        default: return nil
        }
        return []
    }

    mutating func movePalette(by rows: Int) {
        let height = paletteRows.height
        palette?.move(by: rows, height: height)
    }

    private var paletteChoice: PaletteItem? {
        palette.flatMap { palette in palette.selected.map { palette.items[$0] } }
    }

    private mutating func completeFromPalette() {
        guard let item = paletteChoice ?? palette?.items.first else { return }
        if case .complete(let text) = item.target { return type(text) }
        type(item.title)
    }

    private mutating func type(_ text: String) {
        prompt?.field = TextField(text)
        fillPalette()
    }

    private mutating func choose() -> [ViewerEffect] {
        guard let item = paletteChoice else {
            if let problem = palette?.problem { prompt?.error = problem } else { closePrompt() }
            return []
        }
        if case .complete(let text) = item.target {
            type(text)
            return []
        }
        closePrompt()
        return perform(item.target)
    }

    private mutating func perform(_ target: PaletteItem.Target) -> [ViewerEffect] {
        switch target {
        case .action(let action): return perform(action)
        case .command(let command): return run(command)
        case .function(let function): open(function)
        case .route(let route): limit(to: route)
        case .thread(let thread): limit(to: thread)
        case .complete: break
        }
        return []
    }

    private mutating func open(_ function: FunctionID) {
        guard let name = profile?.function(function).function else { return }
        matcher = TextMatcher(literal: name)
        show(.icicle)
        goToMatch(1)
    }

    /// The wheel goes through the list, a click chooses, one beside it closes it.
    mutating func press(inPalette mouse: MouseEvent) -> [ViewerEffect] {
        guard paletteBox.contains(x: mouse.x, y: mouse.y) else {
            closePrompt()
            return []
        }
        let row = (palette?.top ?? 0) + mouse.y - paletteRows.y
        guard paletteRows.contains(x: mouse.x, y: mouse.y), palette?.items.indices.contains(row) == true else {
            return []
        }
        let height = paletteRows.height
        let selected = palette?.selected ?? 0
        palette?.page(by: row - selected, height: height)
        return choose()
    }
}
