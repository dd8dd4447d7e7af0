import AsyncAlgorithms
import GlassModel
import GlassTerminal

/// Shows a recording on the terminal until the person, a signal or the terminal ends it. The terminal is given back
/// on every way out.
///
/// - Throws: ``TerminalError`` where there is no terminal that could show it, or where it cannot be written to.
public func runViewer(source: some ProfileSource, options: ViewerOptions) async throws -> ViewerExit {
    let terminal = try Terminal(environment: options.environment, mouse: options.mouse)
    defer { terminal.close() }
    let poller = SourcePoller(source: source, options: options)
    let polling = Task.detached { await poller.run() }
    defer { polling.cancel() }
    let loading = Task.detached { await poller.tellProgress() }
    defer { loading.cancel() }
    let watching = options.settingsNews.map { news in
        Task.detached { await SettingsWatch(news: news, continuation: poller.continuation).run() }
    }
    defer { watching?.cancel() }
    var loop = ViewerLoop(
        terminal: terminal, options: options, pollPace: poller.pace, loading: source.progress
    ) { source.samples(for: $0) }
    return try await loop.run(recording: poller.events)
}

extension ProfileSource {
    fileprivate func samples(for question: SampleQuestion) -> RequestDetailState.Samples {
        do {
            switch question {
            case .request(let request): return .known(try stacks(of: request))
            case .route(let route, let seconds): return .known(try stacks(ofRoute: route, endedIn: seconds))
            }
        } catch {
            return .failed("\(error)")
        }
    }
}

/// Asks the source for news as long as there can be any.
private struct SourcePoller: Sendable {
    let pace = PollPace()
    let events: AsyncStream<ViewerEvent>
    let continuation: AsyncStream<ViewerEvent>.Continuation
    private let source: any ProfileSource
    private let options: ViewerOptions

    init(source: some ProfileSource, options: ViewerOptions) {
        self.source = source
        self.options = options
        (events, continuation) = AsyncStream.makeStream(of: ViewerEvent.self)
    }

    private static let progressInterval = Duration.milliseconds(100)

    /// As long as there is any.
    func tellProgress() async {
        while !Task.isCancelled, let progress = source.progress {
            continuation.yield(.loading(progress))
            try? await Task.sleep(for: Self.progressInterval)
        }
    }

    func run() async {
        var source = self.source
        var hasEnded = !options.live
        var toldFailure = false
        while !Task.isCancelled {
            if !toldFailure, let reason = options.agentFailure() {
                continuation.yield(.agentFailed(reason))
                toldFailure = true
            }
            do {
                if let delta = try source.next() {
                    hasEnded = hasEnded || delta.info.end != nil
                    continuation.yield(.delta(delta))
                } else if hasEnded {
                    return
                }
            } catch {
                return _ = continuation.yield(.sourceFailed("\(error)"))
            }
            try? await Task.sleep(for: pace.interval)
        }
    }
}
