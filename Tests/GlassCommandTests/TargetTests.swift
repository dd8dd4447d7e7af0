import GlassModel
import Testing

@testable import glass

@Suite("Finding a process by name")
struct TargetTests {
    private let processes = [
        ProcessMatch(process: ProcessID(1), parent: ProcessID(0), name: "init", arguments: ["/sbin/init"]),
        ProcessMatch(
            process: ProcessID(10), parent: ProcessID(1), name: "redis-server", arguments: ["redis-server *:6379"]),
        ProcessMatch(
            process: ProcessID(11), parent: ProcessID(1), name: "postgres", arguments: ["/usr/lib/postgres", "-D", "x"]),
        ProcessMatch(
            process: ProcessID(12), parent: ProcessID(11), name: "postgres", arguments: ["postgres: writer"]),
        ProcessMatch(
            process: ProcessID(13), parent: ProcessID(1), name: "python3",
            arguments: ["/usr/bin/python3", "-u", "/srv/app.py", "redis"]),
        ProcessMatch(
            process: ProcessID(14), parent: ProcessID(1), name: "a-very-long-nam", arguments: ["/bin/a-very-long-name"]),
        ProcessMatch(
            process: ProcessID(15), parent: ProcessID(2), name: "kworker", arguments: [], canBeProfiled: false),
        ProcessMatch(process: ProcessID(20), parent: ProcessID(1), name: "bash", arguments: ["-bash"]),
        ProcessMatch(
            process: ProcessID(21), parent: ProcessID(20), name: "sudo",
            arguments: ["sudo", "glass", "attach", "app.py"]),
        ProcessMatch(
            process: ProcessID(22), parent: ProcessID(21), name: "glass", arguments: ["glass", "attach", "app.py"]),
    ]

    private func find(_ name: String) -> [Int32] {
        ProcessSearch.matches(name, in: processes, own: ProcessID(22)).map(\.process.rawValue)
    }

    @Test(
        "Names and what they mean",
        arguments: [
            ("redis-server", [10]), ("postgres", [11, 12]), ("python3", [13]), ("app.py", [13]), ("redis", [10, 13]),
            ("a-very-long-name", [14]), ("a-very-long-nam", [14]), ("kworker", []), ("bash", []), ("glass", []),
            ("init", [1]), ("nothing", []), ("-D x", [11]),
        ] as [(String, [Int32])])
    func names(name: String, expected: [Int32]) {
        #expect(find(name) == expected)
    }

    @Test("The list is numbered, and an answer is a place in it or a process")
    func picker() {
        let matches = ProcessSearch.matches("postgres", in: processes, own: ProcessID(22))
        let picker = TargetPicker(name: "postgres", matches: matches)
        #expect(
            picker.listing(columns: 80) == """
                2 processes match “postgres”:
                  1)  11  /usr/lib/postgres -D x
                  2)  12  postgres: writer

                """)
        let narrow: [Substring] = picker.listing(columns: 24).split(separator: "\n")
        #expect(narrow.dropFirst().allSatisfy { $0.count <= 24 })
        #expect(picker.choice("2") == ProcessID(12))
        #expect(picker.choice(" 11\t") == ProcessID(11))
        for wrong in ["", "0", "3", "99", "x"] { #expect(picker.choice(wrong) == nil) }
    }

    @Test("Several without a terminal are an error that lists them")
    func several() {
        let matches = ProcessSearch.matches("postgres", in: processes, own: ProcessID(22))
        let error = CommandError.severalProcesses(name: "postgres", matches: matches)
        #expect(error.status == .usage)
        #expect(
            "\(error)" == """
                2 processes match “postgres”; give the pid of one of them:
                  11  /usr/lib/postgres -D x
                  12  postgres: writer
                """)
    }

    @Test("A command line cannot drive the terminal, nor fill it")
    func harmless() {
        let match = ProcessMatch(
            process: ProcessID(5), parent: ProcessID(1), name: "x",
            arguments: ["a\u{1B}[31m", String(repeating: "b", count: 500)])
        #expect(!match.line.contains("\u{1B}"))
        #expect(match.line.count < 120)
    }
}
