/// placeholder
final class LiveScreen {
    static var isPossible: Bool { false }
    var recordingPath: String? { nil }
    init(agent: AgentProcess, options: ScreenOptions) {}
    func waitForRecording() throws {}
    func show() async throws {}
}
