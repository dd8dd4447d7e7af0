import GlassModel
import GlassTerminal

/// What changes the state of the viewer.
enum ViewerEvent: Sendable {
    case terminal(TerminalEvent, at: Nanoseconds)
    /// News of the recording. They show after the next ``refresh``.
    case delta(RecordingDelta)
    /// How far reading has come, while there is nothing to show yet.
    case loading(LoadingProgress)
    /// Time to compute anew what is shown.
    case refresh
    /// What was computed in the background, and for which order.
    case reading(Reading, ReadingOrder)
    /// The recording cannot be read on; the text says why.
    case sourceFailed(String)
    case agentFailed(String)
    case theme(Theme)
    case settings(SettingsNews)
    /// What was read of the samples of requests; the reason where it could not be.
    case samples(SampleQuestion, RequestDetailState.Samples)
    case source(SourceQuestion, SourceAnswer)
    /// Something that an effect brought about: a file was written, a theme is wrong.
    case notice(Notice)
    /// Time to draw what has been put off.
    case frameDue

    /// Why a frame is to be drawn, if one is. News show after the next ``refresh``; but of what is frozen, that the
    /// recording has ended shows at once.
    var frameCause: FramePace.Cause? {
        guard case .delta(let delta) = self else { return .person }
        return delta.info.end == nil ? nil : .news
    }
}

/// A sentence in the last line, until the next key.
struct Notice: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case good, bad }

    let text: String
    let kind: Kind
}

/// What the state asks the world to do.
enum ViewerEffect: Hashable, Sendable {
    case quit(ViewerExit)
    case suspend
    /// Take the terminal again and draw all of it.
    case reenter
    case redraw
    case copy(String)
    case write(ExportFile)
    /// Give the terminal to the person's editor.
    case edit(SourcePlace)
    case switchTheme(ThemeChoice)
    /// Draw at most so many frames a second.
    case limitFrames(Int)
    /// The hints of the first run were seen.
    case rememberHints
    case setRate(Double)
    case pause
    case resume
    /// Compute in the background what ``ViewerState/startReading()`` says; it comes back as an event.
    case read
    /// Read samples of requests from the recording; they come back as an event.
    case load(SampleQuestion)
    /// Read a file of source; it comes back as an event.
    case readSource(SourceQuestion)
}

/// Whose samples are wanted.
enum SampleQuestion: Hashable, Sendable {
    case request(RequestID)
    /// Of its requests that ended in these seconds since the epoch; nil for all.
    case route(RouteID, endedIn: Range<Int64>?)
}

enum ThemeChoice: Hashable, Sendable {
    case next(after: String)
    case named(String)
}
