import GlassModel
import Glibc

/// A fixture that has said `ready`. Killed and reaped when it goes out of scope.
public final class RunningFixture {
    public let fixture: Fixture
    private let child: Subprocess

    public var process: ProcessID { ProcessID(child.process) }

    init(_ fixture: Fixture, arguments: [String]) throws {
        self.fixture = fixture
        child = try Subprocess([fixture.executable] + arguments)
        try waitUntilReady()
    }

    public func waitUntilReady() throws {
        guard child.readLine() == "ready" else { throw TestFailure("\(fixture.executable) never became ready") }
    }

    public func write(_ text: String) { child.write(text) }

    /// Lets it end by itself; what it reports.
    public func finish() throws -> String {
        child.closeInput()
        let report = child.readRest()
        guard child.wait() == 0 else {
            throw TestFailure("\(fixture.executable) ended with status \(child.wait())")
        }
        return report
    }

    public func kill() {
        Glibc.kill(child.process, SIGKILL)
        child.wait()
    }

    /// Its threads, the first one first.
    public var threads: [ThreadID] { ProcessFiles.threads(of: process) }
}
