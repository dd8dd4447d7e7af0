import GlassProc
import GlassSystem
import Synchronization
import Testing

struct ThreadStatusTests {
    private static let text = """
        Name:\tredis-server
        Umask:\t0022
        State:\tS (sleeping)
        Tgid:\t7
        voluntary_ctxt_switches:\t150
        nonvoluntary_ctxt_switches:\t18446744073709551615

        """

    private func parsed(_ text: String) -> ThreadStatus? { ThreadStatus(Array(text.utf8).span) }

    @Test func theLinesAreRead() throws {
        let status = try #require(parsed(Self.text))
        #expect(status.name == "redis-server")
        #expect(status.state == UInt8(ascii: "S"))
        #expect(status.voluntarySwitches == 150)
        #expect(status.involuntarySwitches == .max)
    }

    @Test(arguments: ["Name", "State", "voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"])
    func oneThatLacksALineIsNone(key: String) {
        let lines = Self.text.split(separator: "\n").filter { !$0.hasPrefix(key + ":") }
        #expect(parsed(lines.joined(separator: "\n")) == nil)
    }

    @Test(arguments: [
        ("voluntary_ctxt_switches:\t150", "voluntary_ctxt_switches:\t"),
        ("voluntary_ctxt_switches:\t150", "voluntary_ctxt_switches:\t99999999999999999999"),
        ("State:\tS (sleeping)", "State:\t "),
    ])
    func aLineWithoutItsValueIsNone(line: String, damaged: String) {
        #expect(parsed(Self.text.replacing(line, with: damaged)) == nil)
    }

    /// The kernel escapes names in this file and not in the other.
    @Test(arguments: [
        "plain", "a) R (b", #"back\slash"#, #"ends in \"#, #"two \\"#, "two\nlines", "\tindented", "State:\tZ",
        "a\u{1B}[31m",
    ])
    func aThreadHasTheNameThatItsStatHas(name: String) throws {
        let read = Mutex<(stat: ProcessStat?, status: ThreadStatus?)>((nil, nil))
        let thread = try OSThread(name: name) {
            let stat = (try? ProcFiles.content(of: "/proc/thread-self/stat")).flatMap { ProcessStat($0.span) }
            let status = (try? ProcFiles.content(of: "/proc/thread-self/status")).flatMap { ThreadStatus($0.span) }
            read.withLock { $0 = (stat, status) }
        }
        thread.join()
        let (stat, status) = read.withLock { $0 }
        #expect(try #require(status).name == #require(stat).name)
        #expect(status?.state == stat?.state)
    }
}
