import GlassCache
import GlassModel

/// Where the code of one module can be read from.
public struct SymbolSource: Hashable, Sendable {
    /// As the target names it: for display, and to search separate debug files by.
    public var path: String
    /// Paths to open on our side, tried in order: `/proc/PID/root/usr/bin/x`, `/proc/PID/map_files/a-b`.
    public var candidates: [String]
    /// What the mapped module says of itself. A file that says otherwise is another file and is not used.
    public var buildID: BuildID?
    /// The module's ELF image where no file holds it: the vdso.
    public var memoryImage: [UInt8]?
    /// `/proc/PID/root` where the target has a mount namespace of its own, so that its debug files are found; else "".
    public var rootPrefix: String

    public init(
        path: String, candidates: [String], buildID: BuildID? = nil, memoryImage: [UInt8]? = nil,
        rootPrefix: String = ""
    ) {
        self.path = path
        self.candidates = candidates
        self.buildID = buildID
        self.memoryImage = memoryImage
        self.rootPrefix = rootPrefix
    }

    /// The last component of the path: `libc.so.6`.
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}

/// One function that stands at an address: the compiled function itself or one that was inlined into it.
public struct SourceLocation: Hashable, Sendable {
    /// Demangled, without control characters; `module+0x1234` where there is no name.
    public var function: String
    /// As the compiler recorded it, joined with its compilation directory.
    public var file: String?
    /// The line that the address belongs to; for a function with another inlined into it, the line of that call.
    public var line: Int32?
    /// Inlined into the next location.
    public var isInlined: Bool
    /// False where `function` is only `module+0x1234`.
    public var hasName: Bool
    /// How the function stands to one that somebody wrote.
    public var role = FunctionRole.written
    /// All that the linker's name tells, where that is more than `function`.
    public var wholeName: String?

    public init(
        function: String, file: String? = nil, line: Int32? = nil, isInlined: Bool = false, hasName: Bool = true
    ) {
        self.function = function
        self.file = file
        self.line = line
        self.isInlined = isInlined
        self.hasName = hasName
    }

    init(_ name: ReadableName, file: String? = nil, line: Int32? = nil, isInlined: Bool = false) {
        self.init(function: name.text, file: file, line: line, isInlined: isInlined)
        role = name.role
        wholeName = name.whole
    }
}

/// The best that names of a module come from.
public enum DebugInformation: Hashable, Sendable {
    /// DWARF in the file itself: functions, lines, inlined calls.
    case dwarf
    /// DWARF in a separate file, at this path.
    case debugFile(String)
    /// The file's full symbol table: functions only.
    case symtab
    /// A compressed symbol table (`.gnu_debugdata`): functions only.
    case gnuDebugdata
    /// The symbols that the file exports: many functions have no name, or a neighbour's.
    case dynsym
    /// Nothing: `module+0x1234`.
    case none
}

/// Bounds of a ``Symbolizer``.
public struct SymbolizerOptions: Sendable {
    /// Modules kept open at a time, each with up to four file descriptors.
    public var openModules = 32
    /// What indexes and libdw's caches of all open modules may take, in bytes, as they are estimated. One module's
    /// compilation unit may go beyond it alone.
    public var memoryLimit = 12 << 20
    /// DWARF that is compressed in its file is not used where it would take more than this, in bytes.
    public var decompressionLimit = 48 << 20
    /// Where copies of compressed DWARF are kept that are not, and the names of addresses; none to decompress it in memory,
    /// and to read all names anew.
    public var cache: BuildCache?
    /// Directories of separate debug files.
    public var debugDirectories = ["/usr/lib/debug"]
    /// Whether debug files are fetched from the servers that `DEBUGINFOD_URLS` names, in the background.
    public var usesDebuginfod: Bool

    /// Uses debuginfod exactly where the environment asks for it.
    public init() { usesDebuginfod = Debuginfod.isConfigured }
}

/// What a ``Symbolizer`` did and could not do, since it was made.
public struct SymbolizerStatistics: Hashable, Sendable {
    /// Addresses asked for.
    public var addresses = 0
    /// Addresses that got no name.
    public var unnamed = 0
    /// Modules whose file could not be opened, or is no 64-bit little-endian ELF file.
    public var modulesUnreadable = 0
    /// Files that were passed over because their build ID is not that of the mapped module.
    public var buildIDMismatches = 0
    /// Modules closed to stay within the bounds.
    public var evictions = 0
    /// Debug information that was left alone because it would take too much memory.
    public var tooLarge = 0
}
