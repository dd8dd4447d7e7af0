import Foundation
import GlassModel
import GlassTestSupport

/// A program that is commonly installed, and something for it to do.
struct Program: Sendable {
    let name: String
    let command: [String]
    /// Text in the line of output after which it does what it is there for.
    let readyLine: String?
    /// A second command, which keeps the first one busy.
    var load: [String]?

    var isInstalled: Bool { command.first.map(Self.isInstalled) ?? false }

    static func isInstalled(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }

    static let python = Program(
        name: "python3",
        command: [
            "/usr/bin/python3", "-u", "-c",
            """
            import json, re
            def parse(n): return [json.loads(json.dumps({'k': i, 'v': [str(i)] * 5})) for i in range(n)]
            def work(): return sorted(parse(50), key=lambda d: re.sub('[0-9]', 'x', d['v'][0]))
            print('ready')
            while True: work()
            """,
        ], readyLine: "ready")

    static let node = Program(
        name: "node",
        command: [
            "/usr/bin/node", "-e",
            """
            const parse = n => Array.from({length: n}, (_, i) => JSON.parse(JSON.stringify({k: i, v: [i, i]})));
            const fib = n => n < 2 ? n : fib(n - 1) + fib(n - 2);
            const work = () => parse(50).map(d => fib(d.k % 15)).sort((a, b) => a - b);
            console.log('ready');
            setInterval(() => { for (let i = 0; i < 200; i++) work() }, 1);
            """,
        ], readyLine: "ready")

    static let compiler = Program(
        name: "cc1plus",
        command: [
            compilerPath, "-quiet", "-imultiarch", "x86_64-linux-gnu", "-D_GNU_SOURCE", "-O2", regexSource, "-o",
            "/dev/null",
        ], readyLine: nil)

    static let redis = Program(
        name: "redis-server",
        command: ["/usr/bin/redis-server", "--port", "0", "--unixsocket", redisSocket, "--save", ""],
        readyLine: "eady to accept connections",
        load: ["redis-benchmark", "-q", "-s", redisSocket, "-n", "100000000", "-t", "set,lpush,zadd,lrange_300"])

    /// Runs until what is given goes out of scope.
    func start() throws -> RunningProgram {
        let program = try Subprocess(command)
        while let readyLine, let line = program.readLine() {
            if line.contains(readyLine) { break }
        }
        return RunningProgram(program: program, load: try load.map(Subprocess.init(_:)))
    }

    private static let redisSocket = temporaryFile("redis")

    private static let compilerPath: String = {
        let text = try? Subprocess.output(of: ["gcc", "-print-prog-name=cc1plus"])
        return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }()

    /// Something that takes a compiler a while.
    private static let regexSource: String = {
        let path = temporaryFile("regex.cc")
        let headers = ["regex", "map", "vector", "string", "iostream", "algorithm", "functional"]
        let body = (0..<40).map {
            "bool f\($0)(const std::string &s) { return std::regex_match(s, std::regex(\"a+\($0)\")); }"
        }
        let text = headers.map { "#include <\($0)>\n" }.joined() + body.joined(separator: "\n")
        try? text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }()

    /// A path in a directory that is removed when the tests end.
    private static func temporaryFile(_ name: String) -> String { directory + "/" + name }

    private static let directory: String = {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("glass-programs-\(getpid())").path
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        atexit { try? FileManager.default.removeItem(atPath: Program.directory) }
        return path
    }()
}

/// A program that does what it is there for, and whatever keeps it busy.
struct RunningProgram {
    let program: Subprocess
    let load: Subprocess?

    var process: ProcessID { ProcessID(program.process) }
}
