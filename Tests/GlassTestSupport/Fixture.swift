import Foundation
import Synchronization

/// A small C program with a known behaviour, from `Tests/Fixtures`, built for the tests of this run.
public struct Fixture: Sendable {
    /// How a fixture is built where that differs from what its head comment says.
    public struct Variant: Hashable, Sendable {
        public var name: String
        /// More options, after those of the head comment.
        public var options: [String]
        public var isStripped: Bool
        /// Without them only the program headers tell what is where.
        public var hasSectionHeaders: Bool

        public init(
            _ name: String, options: [String] = [], isStripped: Bool = false, hasSectionHeaders: Bool = true
        ) {
            self.name = name
            self.options = options
            self.isStripped = isStripped
            self.hasSectionHeaders = hasSectionHeaders
        }

        /// As the fixture's head comment says.
        public static let standard = Variant("standard")
        public static let withFramePointers = Variant("frame-pointers", options: ["-fno-omit-frame-pointer"])
        public static let stripped = Variant("stripped", isStripped: true)
        public static let withoutSectionHeaders = Variant(
            "no-section-headers", isStripped: true, hasSectionHeaders: false)
        public static let statically = Variant("static", options: ["-static"])
        public static let nonPIE = Variant("non-pie", options: ["-no-pie", "-fno-pie"])
        public static let withoutFrameIndex = Variant(
            "no-frame-index", options: ["-static", "-no-pie", "-Wl,--no-eh-frame-hdr"])
        /// One thread in all, of fixtures that can do without the one that waits for the end.
        public static let alone = Variant("alone", options: ["-DALONE"])
        /// Stubs of the procedure linkage table have no rules then, as with linkers other than GNU's.
        public static let withoutStubRules = Variant(
            "no-stub-rules", options: ["-Wl,--no-ld-generated-unwind-info"])
        public static let withoutUnwindTables = Variant(
            "no-unwind-tables",
            options: [
                "-fno-asynchronous-unwind-tables", "-fno-unwind-tables", "-fno-omit-frame-pointer",
                "-O0", "-g0",
            ])
        public static let withoutAnything = Variant(
            "no-unwind-tables-no-frame-pointers",
            options: ["-fno-asynchronous-unwind-tables", "-fno-unwind-tables", "-fomit-frame-pointer", "-g0"])
    }

    public let executable: String
    /// The same program with its symbols.
    public let symbols: FunctionNames

    /// Builds `name`, once for each variant.
    public init(_ name: String, _ variant: Variant = .standard) throws {
        self = try Self.built.withLock { built in
            if let known = built[name + "/" + variant.name] { return known }
            let made = try Fixture(building: name, variant)
            built[name + "/" + variant.name] = made
            return made
        }
    }

    /// Starts it and waits until it says `ready`.
    public func start(_ arguments: [String] = []) throws -> RunningFixture {
        try RunningFixture(self, arguments: arguments)
    }

    private static let built = Mutex<[String: Fixture]>([:])

    /// Removed when the tests end.
    private static let directory: String = {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("glass-fixtures-\(getpid())").path
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        atexit { try? FileManager.default.removeItem(atPath: Fixture.directory) }
        return path
    }()

    private init(building name: String, _ variant: Variant) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let source = folder.appendingPathComponent("Fixtures/\(name).c").path
        let output = Self.directory + "/" + name + "." + variant.name
        let command = try Self.command(inHeadOf: source).filter { !$0.hasSuffix(".c") && $0 != "-o" && $0 != name }
        _ = try Subprocess.output(of: command + variant.options + [source, "-o", output])
        symbols = try FunctionNames(executable: output)
        if variant.isStripped { _ = try Subprocess.output(of: ["strip", output]) }
        if !variant.hasSectionHeaders { try Self.forgetSectionHeaders(of: output) }
        executable = output
    }

    /// Clears `e_shoff`, `e_shnum` and `e_shstrndx` in the ELF header.
    private static func forgetSectionHeaders(of path: String) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        for (offset, count) in [(UInt64(40), 8), (60, 4)] {
            try file.seek(toOffset: offset)
            try file.write(contentsOf: Data(count: count))
        }
        try file.close()
    }

    /// The command line that a fixture's head comment gives.
    private static func command(inHeadOf source: String) throws -> [String] {
        let text = try String(contentsOfFile: source, encoding: .utf8)
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("// cc ") }) else {
            throw TestFailure("\(source) does not say how it is built")
        }
        return line.dropFirst(3).split(separator: " ").map(String.init)
    }
}
