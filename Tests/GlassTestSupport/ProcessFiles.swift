import Foundation
import GlassModel
import GlassUnwind

/// The little that tests need of `/proc`, read in the plainest way.
public enum ProcessFiles {
    public static func threads(of process: ProcessID) -> [ThreadID] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")
        return (names ?? []).compactMap(Int32.init).sorted().map(ThreadID.init(_:))
    }

    /// One line of `/proc/<pid>/maps`.
    public struct Mapping: Sendable {
        public let range: Range<VirtualAddress>
        public let isExecutable: Bool
        public let offset: UInt64
        public let path: String
    }

    public static func mappings(of process: ProcessID) throws -> [Mapping] {
        try contents(of: "/proc/\(process)/maps").split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            let bounds = fields[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard fields.count >= 5, bounds.count == 2, let offset = UInt64(fields[2], radix: 16) else { return nil }
            return Mapping(
                range: VirtualAddress(bounds[0])..<VirtualAddress(bounds[1]),
                isExecutable: fields[1].contains("x"), offset: offset,
                path: fields.count == 6 ? fields[5].trimmingCharacters(in: .whitespaces) : "")
        }
    }

    /// All of a file whose size the kernel does not tell.
    private static func contents(of path: String) throws -> String {
        guard let file = fopen(path, "re") else { throw TestFailure("\(path) cannot be opened") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A process's modules, its vdso among them, where they are loaded.
    public static func moduleMap(of process: ProcessID) throws -> ModuleMap {
        let mappings = try mappings(of: process)
        var modules: [String: LoadedModule] = [:]
        for mapping in mappings where mapping.path.hasPrefix("/") || mapping.path == "[vdso]" {
            guard mapping.isExecutable, modules[mapping.path] == nil, let image = image(mapping, of: process),
                let bias = image.bias(
                    forMappingAt: mapping.range.lowerBound, fileOffset: mapping.offset, isExecutable: true)
            else { continue }
            let id = ModuleID(Int32(modules.count + 1))
            modules[mapping.path] = LoadedModule(id: id, path: mapping.path, image: image, bias: bias)
        }
        return ModuleMap(
            segments: mappings.filter { $0.isExecutable || modules[$0.path] != nil }.map {
                ModuleMap.Segment(range: $0.range, isExecutable: $0.isExecutable, module: modules[$0.path])
            })
    }

    private static func image(_ mapping: Mapping, of process: ProcessID) -> ELFImage? {
        guard mapping.path == "[vdso]" else { return image(ofFile: mapping.path) }
        let size = Int(mapping.range.upperBound.rawValue - mapping.range.lowerBound.rawValue)
        let bytes = StackCapture.memory(of: process, at: mapping.range.lowerBound, count: size)
        return try? ELFImage(reader: reader(of: bytes))
    }

    /// Reads a file piece by piece, as it is asked for.
    public static func image(ofFile path: String) -> ELFImage? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        return try? ELFImage { offset, count in
            var bytes = [UInt8](repeating: 0, count: count)
            let got = pread(file.fileDescriptor, &bytes, count, Int(clamping: offset))
            return got == count ? bytes : nil
        }
    }

    /// A reader of bytes that are in memory.
    public static func reader(of bytes: [UInt8]) -> ELFImage.Reader {
        { offset, count in
            guard let start = Int(exactly: offset), count >= 0, start <= bytes.count, count <= bytes.count - start
            else { return nil }
            return Array(bytes[start..<start + count])
        }
    }
}
