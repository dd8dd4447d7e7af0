import GlassModel
import GlassProc
import GlassSymbols
import GlassSystem
import Glibc
import Synchronization

/// The names of the code that one process makes at run time. Nothing is looked for before a sample has met such code;
/// the files are followed in the background.
final class GeneratedCode: Sendable {
    /// A place in one of the files.
    struct Place: Hashable {
        let file: Int
        let place: GeneratedPlace
    }

    private let process: ProcessID
    private let files: Mutex<GeneratedCodeFiles>
    private let work: BackgroundWork
    private let isReading = Atomic<Bool>(false)
    private let nextReading = Atomic<Int64>(0)
    private static let interval: Int64 = 200_000_000

    init(of process: ProcessID, work: BackgroundWork) {
        self.process = process
        self.work = work
        files = Mutex(GeneratedCodeFiles())
        // So that the first samples have names, what can be read quickly is read at once.
        _ = files.withLock { $0.read(process, parts: 4) }
        read()
    }

    /// What stood at an address at a time of the monotonic clock.
    func place(at address: VirtualAddress, time: Nanoseconds) -> Place? {
        if Clocks.monotonic.rawValue >= nextReading.load(ordering: .relaxed) { read() }
        return files.withLock { $0.place(at: address, time: time) }
    }

    func function(at place: Place) -> GeneratedFunction? { files.withLock { $0.function(at: place) } }

    /// What could not be read, for each file, in words and in entries.
    var losses: [(detail: String, count: Int64)] { files.withLock { $0.losses } }

    /// A part at a time, so that a look-up waits for some milliseconds at most.
    private func read() {
        guard !isReading.exchange(true, ordering: .acquiring) else { return }
        work.add { [self] in
            while files.withLock({ $0.read(process, parts: 1) }) {}
            nextReading.store(Clocks.monotonic.rawValue &+ Self.interval, ordering: .relaxed)
            isReading.store(false, ordering: .releasing)
        }
    }
}

/// The files in which a process says what code it makes: a perf map, and any number of jitdumps.
struct GeneratedCodeFiles {
    private struct Opened {
        let path: String
        let file: any GeneratedCodeFile
    }

    private var opened: [Opened] = []
    /// What was wrong with files that are there and cannot be used.
    private var problems: [String: String] = [:]
    private var nextSearch = Nanoseconds.zero

    /// Looks for files, once a second, and reads parts of each; true where there may be more.
    mutating func read(_ process: ProcessID, parts: Int) -> Bool {
        if Clocks.monotonic >= nextSearch {
            search(process)
            nextSearch = Clocks.monotonic + .seconds(1)
        }
        var isMore = false
        for opened in opened {
            for _ in 0..<parts where opened.file.refresh() { isMore = true }
        }
        return isMore
    }

    /// The latest file that knows the address: a jitdump, which knows times and lines, before a perf map.
    func place(at address: VirtualAddress, time: Nanoseconds) -> GeneratedCode.Place? {
        for (index, opened) in opened.enumerated().reversed() {
            if let place = opened.file.place(at: address, time: time) {
                return GeneratedCode.Place(file: index, place: place)
            }
        }
        return nil
    }

    func function(at place: GeneratedCode.Place) -> GeneratedFunction? {
        opened.indices.contains(place.file) ? opened[place.file].file.function(at: place.place) : nil
    }

    var losses: [(detail: String, count: Int64)] {
        let lost = opened.filter { $0.file.lost > 0 }.map { ("\($0.path): entries", $0.file.lost) }
        return lost + problems.map { ("\($0.key): \($0.value)", 1) }
    }

    // MARK: Finding the files

    private mutating func search(_ process: ProcessID) {
        let owners = Self.owners(of: process)
        open(Self.perfMap(of: process)) { path throws(GeneratedCodeError) in
            try PerfMap(path: path, owners: owners)
        }
        for path in Self.jitDumps(of: process) {
            open(path) { path throws(GeneratedCodeError) in try JitDump(path: path, owners: owners) }
        }
    }

    private mutating func open(
        _ path: String, _ opening: (String) throws(GeneratedCodeError) -> any GeneratedCodeFile
    ) {
        guard !opened.contains(where: { $0.path == path }) else { return }
        do throws(GeneratedCodeError) {
            opened.append(Opened(path: path, file: try opening(path)))
            problems[path] = nil
        } catch {
            problems[path] = error == .missing ? nil : error.description
        }
    }

    /// The target's user, and whoever runs glass.
    private static func owners(of process: ProcessID) -> Set<UInt32> {
        let owner = TargetInspection.status(of: process)?["Uid"].map { UInt32(clamping: $0) }
        return Set([owner, geteuid()].compactMap { $0 })
    }

    /// Where runtimes put it, as the target sees the file system and its own number.
    private static func perfMap(of process: ProcessID) -> String {
        let status = try? ProcFiles.content(of: "/proc/\(process)/status")
        let number = status.flatMap { InnerNumber.read($0.span) } ?? process.rawValue
        return "/proc/\(process)/root/tmp/perf-\(number).map"
    }

    /// A runtime maps a jitdump so that others find it.
    private static func jitDumps(of process: ProcessID) -> [String] {
        guard let text = try? ProcFiles.content(of: "/proc/\(process)/maps") else { return [] }
        let paths = MemoryMap(text.span).mappings.filter { mapping in
            let name = mapping.path.split(separator: "/").last ?? ""
            return mapping.inode != 0 && name.hasPrefix("jit-") && name.hasSuffix(".dump")
        }.map { "/proc/\(process)/root\($0.path)" }
        return Set(paths).sorted()
    }
}
