import AsyncAlgorithms
import GlassModel
import GlassTerminal

/// Takes events one after the other, does what they ask for, and draws: at once where nothing was drawn for a while,
/// else when the next frame is due.
struct ViewerLoop {
    private let terminal: Terminal
    private let themes: ThemeLibrary
    private let control: ViewerControl?
    private let editor: EditorCommand
    private let depth: ColorDepth
    private var framePace: FramePace
    private var state: ViewerState
    private var renderer: DifferentialRenderer
    /// When the loop will be told to draw.
    private var scheduled: ContinuousClock.Instant?
    private var refreshPace = RefreshPace()
    private let pollPace: PollPace
    /// When the latest reading in the background began.
    private var readingStart = ContinuousClock.now
    /// Why a frame is to be drawn, if one is.
    private var frameCause: FramePace.Cause? = .person
    private let samples: @Sendable (SampleQuestion) -> RequestDetailState.Samples
    private let hintsSeen: (@Sendable () -> Void)?
    private let timed: AsyncStream<ViewerEvent>
    private let timer: AsyncStream<ViewerEvent>.Continuation

    init(
        terminal: Terminal, options: ViewerOptions, pollPace: PollPace, loading: LoadingProgress?,
        samples: @escaping @Sendable (SampleQuestion) -> RequestDetailState.Samples
    ) {
        self.terminal = terminal
        self.pollPace = pollPace
        themes = options.themes
        control = options.control
        editor = EditorCommand(environment: options.environment)
        self.samples = samples
        let capabilities = TerminalCapabilities(environment: options.environment)
        depth = capabilities.depth
        framePace = FramePace(interval: Self.interval(frames: options.settings.frameLimit))
        let theme = options.theme.adapted(to: depth)
        state = ViewerState(
            size: terminal.size, theme: theme, pane: options.pane, isLive: options.live,
            canControl: options.control != nil, secondsFromUTC: options.secondsFromUTC, glyphs: capabilities.glyphs)
        state.metric = options.metric
        state.loading = loading
        state.adopt(options.settings)
        state.sourceRoots = options.sourceRoots
        state.themeNames = themes.names
        state.showsHints = options.hintsSeen != nil
        hintsSeen = options.hintsSeen
        renderer = DifferentialRenderer(capabilities: capabilities, background: theme[.background])
        (timed, timer) = AsyncStream.makeStream(of: ViewerEvent.self)
    }

    mutating func run(recording: AsyncStream<ViewerEvent>) async throws -> ViewerExit {
        let started = ContinuousClock.now
        let input = terminal.events().map { event in
            ViewerEvent.terminal(event, at: Nanoseconds.seconds((ContinuousClock.now - started) / .seconds(1)))
        }
        try drawIfDue()
        for await event in merge(input, recording, timed) {
            terminal.guardThread()
            do {
                if let exit = try take(event) { return exit }
                try drawIfDue()
            } catch TerminalError.closed {
                break
            }
        }
        return .terminalClosed
    }

    /// Gives how the viewer ends, where it does.
    private mutating func take(_ event: ViewerEvent) throws -> ViewerExit? {
        switch event {
        case .frameDue: scheduled = nil
        case .refresh: try refresh()
        default:
            if let cause = event.frameCause { needFrame(for: cause) }
            for effect in state.reduce(event) {
                if let exit = try perform(effect) { return exit }
            }
        }
        if case .reading = event { refreshPace.done(from: readingStart, to: .now) }
        pollPace.isFrozen = state.isFrozen
        if state.isStale, !state.isFrozen, let delay = refreshPace.ask(at: .now) { later(delay, .refresh) }
        return nil
    }

    private mutating func refresh() throws {
        let start = ContinuousClock.now
        for effect in state.reduce(.refresh) { _ = try perform(effect) }
        guard !state.progress.isRunning else { return }
        refreshPace.done(from: start, to: .now)
        needFrame(for: .news)
    }

    private func later(_ delay: Duration, _ event: ViewerEvent) {
        guard delay > .zero else { return _ = timer.yield(event) }
        let timer = self.timer
        Task {
            try? await Task.sleep(for: delay)
            timer.yield(event)
        }
    }

    private static func interval(frames: Int) -> Duration { .seconds(1) / max(1, frames) }

    // MARK: Drawing

    private mutating func needFrame(for cause: FramePace.Cause) { frameCause = max(frameCause ?? cause, cause) }

    private mutating func drawIfDue() throws {
        guard let frameCause else { return }
        let now = ContinuousClock.now
        let delay = framePace.delay(at: now, for: frameCause)
        guard delay == .zero else { return schedule(now + delay, at: now) }
        self.frameCause = nil
        framePace.drawn(at: now)
        let bytes = renderer.render(Screen.draw(state))
        if !bytes.isEmpty { try terminal.write(bytes) }
    }

    /// A key may be due before the news for which the loop was to be woken.
    private mutating func schedule(_ due: ContinuousClock.Instant, at now: ContinuousClock.Instant) {
        if let scheduled, scheduled <= due { return }
        scheduled = due
        later(due - now, .frameDue)
    }

    // MARK: Effects

    /// Gives how the viewer ends, where it does.
    private mutating func perform(_ effect: ViewerEffect) throws -> ViewerExit? {
        switch effect {
        case .quit(let exit): return exit
        case .suspend: terminal.suspend()
        case .reenter:
            try terminal.enter()
            renderer.invalidate()
            _ = state.reduce(.terminal(.resized(terminal.size), at: .zero))
        case .redraw: renderer.invalidate()
        case .copy(let text): try terminal.write(clipboardSequence(text))
        case .write(let file): _ = state.reduce(.notice(file.write()))
        case .edit(let place): try edit(place)
        case .switchTheme(let choice): switchTheme(choice)
        case .rememberHints: hintsSeen?()
        case .limitFrames(let limit): framePace.interval = Self.interval(frames: limit)
        case .setRate(let rate): control?.setRate(rate)
        case .pause: control?.pause()
        case .resume: control?.resume()
        case .load(let question): load(question)
        case .readSource(let question): read(question)
        case .read: read()
        }
        return nil
    }

    /// On this task: until the person comes back there is nothing to take in or to draw.
    private mutating func edit(_ place: SourcePlace) throws {
        let place = place.found(below: state.settings.sourceRoots + state.sourceRoots)
        let program = editor.programName
        var notice = place.problem.map { Notice(text: $0, kind: .bad) }
        if notice == nil {
            do throws(TerminalError) {
                let status = try terminal.lend(to: editor.arguments(for: place))
                if status != 0 { notice = Notice(text: "\(program) ended with status \(status)", kind: .bad) }
            } catch {
                notice = Notice(text: "\(error); VISUAL or EDITOR names the editor", kind: .bad)
            }
            renderer.invalidate()
            _ = state.reduce(.terminal(.resized(terminal.size), at: .zero))
        }
        if let notice { _ = state.reduce(.notice(notice)) }
    }

    /// Off this task: with many stacks it takes longer than a key should wait.
    private mutating func read() {
        guard let order = state.startReading() else { return }
        readingStart = .now
        var reading = state.reading
        let timer = self.timer
        Task.detached {
            reading.update(for: order)
            timer.yield(.reading(reading, order))
        }
    }

    /// Off this task: a file on a slow disk must not hold up the screen either.
    private func read(_ question: SourceQuestion) {
        let timer = self.timer
        Task.detached { timer.yield(.source(question, question.read())) }
    }

    /// Off this task: a recording on a slow disk must not hold up the screen.
    private func load(_ question: SampleQuestion) {
        let (samples, timer) = (self.samples, self.timer)
        Task.detached { timer.yield(.samples(question, samples(question))) }
    }

    private mutating func switchTheme(_ choice: ThemeChoice) {
        let names =
            switch choice {
            case .named(let name): [name]
            case .next(let current): themes.names(after: current)
            }
        var problem: String?
        for name in names {
            do {
                if let theme = try themes.theme(named: name) { return show(theme, problem: problem) }
                problem = problem ?? "no theme '\(name)'; there are \(themes.names.joined(separator: ", "))"
            } catch {
                problem = problem ?? "\(error)"
            }
        }
        _ = state.reduce(.notice(Notice(text: problem ?? "there is no other theme", kind: .bad)))
    }

    /// - Parameter problem: What is wrong with a theme that was to be shown before this one.
    private mutating func show(_ theme: Theme, problem: String?) {
        let adapted = theme.adapted(to: depth)
        renderer.setBackground(adapted[.background])
        _ = state.reduce(.theme(adapted))
        let done = Notice(text: "theme \(theme.name)", kind: .good)
        _ = state.reduce(.notice(problem.map { Notice(text: $0, kind: .bad) } ?? done))
    }
}

extension ThemeLibrary {
    /// All others, in the order in which `t` goes through them.
    func names(after current: String) -> [String] {
        let all = names
        guard let place = all.firstIndex(of: current) else { return all }
        return Array(all[(place + 1)...] + all[..<place])
    }
}
