import Foundation
import Testing

/// `.ci/failed-tests` reads what a run of the tests left, so that a failure is named once more at the end.
struct FailedTestsTests {
    private let script = Sandbox.script.deletingLastPathComponent().appendingPathComponent(".ci/failed-tests")
    private let results = """
        <testsuites><testsuite name="TestResults">
          <testcase classname="Some.SuiteTests" name="holds()" time="1" />
          <testcase classname="Some.SuiteTests" name="breaks(rate:)"><failure message="Expectation failed: 2 &#10; == 3" /></testcase>
        </testsuite></testsuites>
        """

    @Test func namesWhatFailed() throws {
        let run = try failedTests([], in: results)
        #expect(run.status == 0)
        #expect(run.output == "Some.SuiteTests/breaks(rate:)\n    Expectation failed: 2 == 3\n")
    }

    @Test func theFilterTakesThemAlone() throws {
        let filter = try failedTests(["--filter"], in: results).output.trimmingCharacters(in: .newlines)
        let expression = try Regex(filter)
        #expect("Some.SuiteTests/breaks(rate:)".contains(expression))
        #expect("Some.SuiteTests/breaks(rate:)/SuiteTests.swift:12:6".contains(expression))
        #expect(!"Some.SuiteTests/breaks(rate:)Twice".contains(expression))
        #expect(!"Some.SuiteTests/holds()".contains(expression))
    }

    @Test(arguments: ["<testsuites/>", "cut o", ""])
    func saysWhenThereIsNothing(results: String) throws {
        let run = try failedTests(["--filter"], in: results)
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
    }

    private func failedTests(_ options: [String], in results: String) throws -> (status: Int32, output: String) {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("results-\(UUID().uuidString).xml")
        try results.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        let output = Pipe()
        process.executableURL = script
        process.arguments = options + [file.path]
        process.standardOutput = output
        try process.run()
        let read = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, read)
    }
}
