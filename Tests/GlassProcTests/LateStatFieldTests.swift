import GlassProc
import Testing

/// Fields of `stat` behind one that is larger than a signed number: no limit of memory is 2^64 - 1.
struct LateStatFieldTests {
    private let limit = "18446744073709551615"

    /// What Linux 6.18 wrote of a process that had ended with status 3.
    private func line(state: String) -> [UInt8] {
        Array(
            """
            13261 (a) name) \(state) 13198 13195 17664 0 -1 4227148 217 0 0 0 0 0 0 0 20 0 1 0 4763428 0 0 \(limit) 0 0 0 0 0 \
            0 0 16781312 2 1 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 768

            """.utf8)
    }

    @Test(arguments: [("Z", Int32(768)), ("S", nil)])
    func aZombieTellsHowItEnded(state: String, expected: Int32?) {
        #expect(ProcessStat.exitStatus(line(state: state).span) == expected)
    }

    @Test func theCPUIsTold() {
        #expect(ProcessStat.cpu(line(state: "S").span) == 1)
    }

    @Test(arguments: ["", "1 (a) R 1 2 3", "1 a R"])
    func whatIsCutOffTellsNone(text: String) {
        let bytes = Array(text.utf8)
        #expect(ProcessStat.cpu(bytes.span) == nil)
        #expect(ProcessStat.exitStatus(bytes.span) == nil)
    }
}
