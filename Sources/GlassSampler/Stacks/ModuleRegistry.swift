import GlassModel
import GlassProc
import GlassSymbols
import GlassSystem
import GlassUnwind

/// Opens the files that targets have mapped, each once per recording, whatever process maps it and wherever.
final class ModuleRegistry {
    /// A file as its first mapping named it.
    struct Entry {
        let module: Module
        let image: ELFImage?
        let source: SymbolSource
    }

    private struct Key: Hashable {
        let path: String
        let file: FileIdentity
    }

    /// What is known of a file that somebody has mapped, or had a moment ago. It is held open by those who follow stacks
    /// through it.
    private final class Details {
        let module: Module
        let source: SymbolSource
        let isImage: Bool
        weak var image: ELFImage?

        init(_ entry: Entry) {
            (module, source, image) = (entry.module, entry.source, entry.image)
            isImage = entry.image != nil
        }
    }

    /// The number of a file stays; the rest is found again should it come back.
    private struct Known {
        let id: ModuleID
        var details: Details?
    }

    private var entries: [Key: Known] = [:]
    /// Files whose details are known.
    private(set) var detailedCount = 0
    private var forgotten: [ModuleID] = []
    private var namedModules: [String: ModuleID] = [:]
    /// Modules that are told apart; what comes after them is one module, whose functions stand as `[other]`.
    private let limit: Int
    private var otherModules: ModuleID?
    private static let otherName = "[other modules]"
    /// Files that are not told apart, for as long as they are few: their stacks can be followed nevertheless.
    private var others: [Key: Entry] = [:]
    private static let othersLimit = 64
    /// How often a file was found that is not told apart.
    private(set) var overflow: Int64 = 0
    /// Modules that whoever names functions has not heard of, or has been told to forget.
    private(set) var unannounced: [Entry] = []

    init(limit: Int = 4_096) { self.limit = limit }

    func takeUnannounced() -> [Entry] {
        defer { unannounced.removeAll() }
        return unannounced
    }

    /// Modules that nobody will ask names of until they are announced anew.
    func takeForgotten() -> [ModuleID] {
        defer { forgotten.removeAll() }
        return forgotten
    }

    /// Forgets all of files but their numbers, apart from those in use: a target may map and unmap thousands.
    func forget(except inUse: Set<ModuleID>) {
        for (key, known) in entries where known.details != nil && !inUse.contains(known.id) {
            entries[key]?.details = nil
            detailedCount -= 1
            forgotten.append(known.id)
        }
    }

    /// Where the file of a module can be opened.
    func files(of module: ModuleID) -> [String] {
        entries.values.first { $0.id == module }?.details?.source.candidates ?? []
    }

    /// The module that `mapping` belongs to; nil for anonymous memory.
    func entry(for mapping: MemoryMapping, in process: ProcessID) -> Entry? {
        let isVDSO = mapping.path == "[vdso]"
        guard isVDSO || (mapping.inode != 0 && mapping.path.hasPrefix("/")) else { return nil }
        let key = Key(path: mapping.path, file: FileIdentity(mapping))
        if let details = entries[key]?.details { return entry(details, mapping, in: process) }
        let known = entries[key]?.id
        guard known != nil || !isFull else { return other(key, mapping, in: process) }
        let id = known ?? nextID
        let entry = isVDSO ? vdso(id, mapping, in: process) : file(id, mapping, in: process)
        entries[key] = Known(id: id, details: Details(entry))
        detailedCount += 1
        unannounced.append(entry)
        return entry
    }

    private func entry(_ details: Details, _ mapping: MemoryMapping, in process: ProcessID) -> Entry {
        var image = details.image
        if image == nil, details.isImage {
            image =
                mapping.path == "[vdso]" ? vdsoImage(mapping, in: process).image : firstImage(of: mapping, in: process)
            details.image = image
        }
        return Entry(module: details.module, image: image, source: details.source)
    }

    /// A module of Python, or the kernel: known by its name alone, no file is opened.
    func module(named name: String) -> ModuleID {
        if let known = namedModules[name] { return known }
        guard !isFull else { return other() }
        return announce(name)
    }

    /// Whether this stands for all modules that are not told apart.
    func isOther(_ module: ModuleID) -> Bool { module == otherModules }

    private var isFull: Bool { entries.count + namedModules.count >= limit }

    private func other() -> ModuleID {
        overflow += 1
        let module = otherModules ?? announce(Self.otherName)
        otherModules = module
        return module
    }

    private func other(_ key: Key, _ mapping: MemoryMapping, in process: ProcessID) -> Entry {
        if let known = others[key] { return known }
        let image = firstImage(of: mapping, in: process)
        let entry = Entry(
            module: Module(id: other(), path: Self.otherName, buildID: nil), image: image,
            source: SymbolSource(path: Self.otherName, candidates: [], buildID: nil))
        if others.count >= Self.othersLimit { others.removeAll() }
        others[key] = entry
        return entry
    }

    private func announce(_ name: String) -> ModuleID {
        let module = Module(id: nextID, path: name, buildID: nil)
        let source = SymbolSource(path: name, candidates: [], buildID: nil)
        namedModules[name] = module.id
        unannounced.append(Entry(module: module, image: nil, source: source))
        return module.id
    }

    private var nextID: ModuleID { ModuleID(Int32(entries.count + namedModules.count + 1)) }

    private func vdso(_ id: ModuleID, _ mapping: MemoryMapping, in process: ProcessID) -> Entry {
        let (image, bytes) = vdsoImage(mapping, in: process)
        let module = Module(id: id, path: mapping.path, buildID: image?.buildID)
        let source = SymbolSource(
            path: mapping.path, candidates: [], buildID: image?.buildID, memoryImage: bytes.isEmpty ? nil : bytes)
        return Entry(module: module, image: image, source: source)
    }

    private func vdsoImage(_ mapping: MemoryMapping, in process: ProcessID) -> (image: ELFImage?, bytes: [UInt8]) {
        let count = Int(clamping: mapping.end.rawValue - mapping.start.rawValue)
        let bytes = RemoteMemory(of: process).bytes(at: mapping.start, count: min(count, 1 << 20)) ?? []
        let image = try? ELFImage { offset, count in
            guard let start = Int(exactly: offset), start <= bytes.count else { return nil }
            return Array(bytes[start..<min(bytes.count, start + max(0, count))])
        }
        return (image, bytes)
    }

    private func firstImage(of mapping: MemoryMapping, in process: ProcessID) -> ELFImage? {
        firstImage(of: MappedFile.candidates(for: mapping, in: process))
    }

    private func firstImage(of candidates: [String]) -> ELFImage? {
        for path in candidates {
            guard let file = try? ReadableFile(path) else { continue }
            if let image = try? ELFImage(reader: { offset, count in file.bytes(at: offset, count: count) }) {
                return image
            }
        }
        return nil
    }

    private func file(_ id: ModuleID, _ mapping: MemoryMapping, in process: ProcessID) -> Entry {
        let candidates = MappedFile.candidates(for: mapping, in: process)
        let image = firstImage(of: candidates)
        let module = Module(id: id, path: mapping.path, buildID: image?.buildID)
        let source = SymbolSource(
            path: mapping.path, candidates: candidates, buildID: image?.buildID,
            rootPrefix: MappedFile.rootPrefix(of: process))
        return Entry(module: module, image: image, source: source)
    }
}

/// Where a file that another process has mapped can be opened from here.
enum MappedFile {
    /// The best first. `map_files` gives the very file that is mapped, also when it was deleted or replaced, and in
    /// any mount namespace, but only to root; `exe` gives a deleted executable to anyone who may trace; a path is
    /// right where it still leads to the same file.
    static func candidates(for mapping: MemoryMapping, in process: ProcessID) -> [String] {
        let range = String(mapping.start.rawValue, radix: 16) + "-" + String(mapping.end.rawValue, radix: 16)
        var paths = ["/proc/\(process)/map_files/\(range)"]
        if (try? ProcFiles.link("/proc/\(process)/exe")) == mapping.path + (mapping.isDeleted ? " (deleted)" : "") {
            paths.append("/proc/\(process)/exe")
        }
        // Where several layers of a file system make one file, its number here may differ from the one that is
        // mapped; a build ID then tells. A file that is known to be another is left out.
        if !mapping.isDeleted { paths.append("/proc/\(process)/root\(mapping.path)") }
        return paths.filter { (try? ReadableFile($0)) != nil }
    }

    /// Where the target's file system begins, where it is not ours.
    static func rootPrefix(of process: ProcessID) -> String {
        let own = try? ProcFiles.link("/proc/self/ns/mnt")
        let other = try? ProcFiles.link("/proc/\(process)/ns/mnt")
        let root = try? ProcFiles.link("/proc/\(process)/root")
        return own == other && (root == nil || root == "/") ? "" : "/proc/\(process)/root"
    }
}
