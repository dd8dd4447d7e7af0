import GlassModel
import GlassRuntimes
import GlassTestSupport
import Synchronization

/// A file that is mapped, read with binutils: a reader of ELF files that shares nothing with glass's.
struct MappedImage: PythonImage {
    let path: String
    private let bias: Int64
    private var file: File

    private struct File: Sendable {
        let isFixed: Bool
        var symbols: [String: Range<UInt64>] = [:]
        var sections: [String: Range<UInt64>] = [:]
    }

    private static let known = Mutex<[String: File]>([:])

    init(path: String, start: VirtualAddress) throws {
        self.path = path
        file = try Self.known.withLock { known in
            if let file = known[path] { return file }
            let file = try Self.read(path)
            known[path] = file
            return file
        }
        bias = file.isFixed ? 0 : Int64(bitPattern: start.rawValue)
    }

    private static func read(_ path: String) throws -> File {
        var file = File(isFixed: try Subprocess.output(of: ["readelf", "-h", path]).contains("EXEC (Executable file)"))
        for line in try Subprocess.output(of: ["nm", "-DS", "--defined-only", path]).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 4, let address = UInt64(fields[0], radix: 16), let size = UInt64(fields[1], radix: 16)
            else { continue }
            file.symbols[String(fields[3])] = address..<address + size
        }
        for line in try Subprocess.output(of: ["readelf", "-SW", path]).split(separator: "\n") {
            let fields = line.drop { $0 != "]" }.dropFirst().split(separator: " ")
            guard fields.count > 5, let address = UInt64(fields[2], radix: 16), let size = UInt64(fields[4], radix: 16)
            else { continue }
            file.sections[String(fields[0])] = address..<address + size
        }
        return file
    }

    func address(ofSymbol name: String) -> VirtualAddress? { range(ofSymbol: name)?.lowerBound }
    func range(ofSymbol name: String) -> Range<VirtualAddress>? { file.symbols[name].map(loaded) }
    func range(ofSection name: String) -> Range<VirtualAddress>? { file.sections[name].map(loaded) }

    private func loaded(_ range: Range<UInt64>) -> Range<VirtualAddress> {
        VirtualAddress(range.lowerBound).advanced(by: bias)..<VirtualAddress(range.upperBound).advanced(by: bias)
    }

    /// The same file as if it had no symbols.
    var withoutSymbols: MappedImage {
        var image = self
        image.file.symbols = [:]
        return image
    }
}
