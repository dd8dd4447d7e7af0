import Foundation
import GlassAnalysis
import GlassExchange
import GlassModel

// How many megabytes a second glass reads of other tools' profiles, and how much memory that takes. Give the megabytes
// of each file (300 unless told); `release` is the build that counts. Each file is read by a process of its own, thrice.

let pieceLength = 4 << 20

/// Of CPU time, so that what else runs on the machine counts little.
func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Calls `body` with each piece of a file; gives the seconds that took.
func forEachPiece(of path: String, _ body: (UnsafeRawBufferPointer) -> Void) -> Double {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { fatalError("\(path) cannot be read") }
    defer { close(file) }
    var piece = [UInt8](repeating: 0, count: pieceLength)
    let start = now()
    while true {
        let count = read(file, &piece, piece.count)
        if count <= 0 { return now() - start }
        piece.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
}

func countNewlines(_ bytes: UnsafeRawBufferPointer) -> Int {
    var (lines, rest) = (0, bytes)
    while let base = rest.baseAddress, let end = memchr(base, 0x0A, rest.count) {
        lines += 1
        rest = UnsafeRawBufferPointer(rebasing: rest[(UnsafeRawPointer(end) - base + 1)...])
    }
    return lines
}

/// The most memory that this process ever had, in megabytes.
func peakMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss >> 10
}

func figure(_ value: Double) -> String { String(format: "%8.0f", value) }

/// Reads a file and says how long it took, beside a scan for the ends of its lines.
func measure(_ path: String, _ name: String) throws {
    var lines = 0
    let floor = forEachPiece(of: path) { lines += countNewlines($0) }
    var reader = ImportReader(name: path)
    var failure: ImportError?
    let reading = forEachPiece(of: path) { bytes in
        do throws(ImportError) { try reader.read(bytes) } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
    let start = now()
    var result: ImportResult? = try reader.finish()
    let finishing = now() - start
    let readMemory = peakMemory()
    guard let info = result?.delta.info else { return }
    var profile = Profile(info: info)
    let applyingStart = now()
    if let delta = result?.delta {
        result = nil
        profile.apply(delta)
    }
    let applying = now() - applyingStart
    let size = Double((try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0) / 1e6
    print(
        name.padding(toLength: 10, withPad: " ", startingAt: 0), figure(size / (reading + finishing)), "MB/s;",
        figure(size / floor), "MB/s scan;", figure(size / (reading + finishing + applying)), "MB/s to a profile;",
        "\(lines) lines, \(profile.stacks.count) stacks, \(readMemory) MB read, \(peakMemory()) MB with the profile")
}

/// Measures in another process, so that its memory is its own.
func measureApart(_ path: String, _ name: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--read", path, name]
    try process.run()
    process.waitUntilExit()
}

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.count == 3, arguments[0] == "--read" {
    try measure(arguments[1], arguments[2])
} else {
    let megabytes = arguments.first.flatMap { Int($0) } ?? 300
    for kind in SyntheticProfile.Kind.allCases {
        let path = NSTemporaryDirectory() + "/imports-bench-\(getpid())-\(kind.rawValue)"
        var generator = SyntheticProfile(seed: 7)
        generator.write(kind, bytes: megabytes * 1_000_000, to: path)
        defer { if arguments.count < 2 { unlink(path) } }
        for _ in 0..<3 { try measureApart(path, kind.rawValue) }
    }
}
