import CGlass
import GlassModel

/// Go's own table of functions and lines, `.gopclntab`, which a Go program needs at run time and so has even where it
/// is stripped. Of Go 1.16 and later. (go/src/debug/gosym/pclntab.go and go/src/internal/abi/symtab.go.)
struct GoLineTable {
    private let file: ELFFile
    private let section: ELFFile.Section
    private let format: Format
    /// Where the functions' code begins; their table counts from there.
    private let textStart: UInt64
    private let functionCount: UInt64
    private let instructionUnit: UInt64
    private let names: UInt64
    private let units: UInt64
    private let files: UInt64
    private let values: UInt64
    private let functions: UInt64

    private enum Format: UInt32 {
        case go1_16 = 0xFFFF_FFFA
        case go1_18 = 0xFFFF_FFF0
        case go1_20 = 0xFFFF_FFF1

        /// Functions are told by 32-bit offsets from the beginning of the code.
        var hasOffsets: Bool { self != .go1_16 }
        /// Of an entry of the table of functions, in bytes.
        var entrySize: UInt64 { hasOffsets ? 8 : 16 }
        /// Of the function's address in its record, in bytes.
        var addressSize: UInt64 { hasOffsets ? 4 : 8 }
    }

    /// Nil where the file is not of Go, or of a version that is not known.
    init?(_ file: ELFFile) {
        guard let section = file.section(".gopclntab") ?? file.section(".data.rel.ro.gopclntab"),
            let header = file.source.read(section.offset, min(72, Int(clamping: section.size))),
            let magic = header.integer(UInt32.self, at: 0), let format = Format(rawValue: magic),
            header.integer(UInt8.self, at: 7) == 8, let unit = header.integer(UInt8.self, at: 6), unit > 0
        else { return nil }
        let first = format.hasOffsets ? 3 : 2
        let words = (0..<8).map { header.integer(UInt64.self, at: 8 + 8 * $0) ?? 0 }
        self.file = file
        self.section = section
        self.format = format
        instructionUnit = UInt64(unit)
        functionCount = words[0]
        // In position-independent programs the header's value is filled in when the program is loaded.
        let text = file.sections.first { $0.name == ".text" }?.address ?? 0
        textStart = format.hasOffsets && words[2] != 0 ? words[2] : format.hasOffsets ? text : 0
        (names, units, files) = (words[first], words[first + 1], words[first + 2])
        (values, functions) = (words[first + 3], words[first + 4])
        guard functionCount < 1 << 24, functions < section.size else { return nil }
    }

    /// The function whose code holds an address, with the line there; nil where there is none.
    func location(of address: UInt64) -> SourceLocation? {
        guard let record = record(of: address), let entry = self.address(inRecord: record),
            let nameOffset = number(at: record &+ format.addressSize), entry <= address,
            let name = text(at: names &+ UInt64(nameOffset))
        else { return nil }
        let distance = (address - entry) / instructionUnit
        let field = record &+ format.addressSize &+ 12
        guard let fileTable = number(at: field &+ 4), let lineTable = number(at: field &+ 8),
            let unit = number(at: field &+ 16), let line = value(in: lineTable, at: distance), line > 0
        else { return SourceLocation(function: name) }
        let place = value(in: fileTable, at: distance).flatMap { self.file(number: $0, unit: unit) }
        return SourceLocation(function: name, file: place, line: place == nil ? nil : line)
    }

    // MARK: Functions

    /// Where the record of the last function that starts at or before an address stands.
    private func record(of address: UInt64) -> UInt64? {
        guard address >= textStart else { return nil }
        var (low, high): (UInt64, UInt64) = (0, functionCount)
        while low < high {
            let middle = (low + high) / 2
            guard let start = start(ofFunction: middle) else { return nil }
            if start <= address { low = middle + 1 } else { high = middle }
        }
        // Behind the last function stands where its code ends.
        guard low > 0, let end = start(ofFunction: low), address < end else { return nil }
        let place = functions &+ (low - 1) &* format.entrySize &+ format.entrySize / 2
        let offset = format.hasOffsets ? number(at: place).map(UInt64.init) : word(at: place)
        return offset.map { functions &+ $0 }
    }

    private func start(ofFunction index: UInt64) -> UInt64? {
        let place = functions &+ index &* format.entrySize
        return format.hasOffsets ? number(at: place).map { textStart &+ UInt64($0) } : word(at: place)
    }

    private func address(inRecord record: UInt64) -> UInt64? {
        format.hasOffsets ? number(at: record).map { textStart &+ UInt64($0) } : word(at: record)
    }

    // MARK: Lines and files

    /// The value that a table of stretches of code has at a distance from the function's start: pairs of a change of the
    /// value and the length of the stretch before the next.
    private func value(in table: UInt32, at distance: UInt64) -> Int32? {
        guard let bytes = bytes(at: values &+ UInt64(table), count: 16 << 10) else { return nil }
        var (place, value, reached): (Int, Int32, UInt64) = (0, -1, 0)
        while let change = LEB128.read(UInt32.self, from: bytes, at: &place), change != 0 || reached == 0 {
            let signed = change & 1 != 0 ? ~Int32(bitPattern: change >> 1) : Int32(bitPattern: change >> 1)
            value &+= signed
            guard let length = LEB128.read(UInt32.self, from: bytes, at: &place) else { return nil }
            reached &+= UInt64(length)
            if distance < reached { return value }
        }
        return nil
    }

    private func file(number: Int32, unit: UInt32) -> String? {
        guard number >= 0, let offset = self.number(at: units &+ (UInt64(unit) + UInt64(number)) * 4),
            offset != UInt32.max
        else { return nil }
        return text(at: files &+ UInt64(offset))
    }

    // MARK: Reading

    private func bytes(at place: UInt64, count: UInt64) -> [UInt8]? {
        guard place < section.size else { return nil }
        return file.source.read(section.offset &+ place, Int(min(count, section.size - place)))
    }

    private func number(at place: UInt64) -> UInt32? { bytes(at: place, count: 4)?.integer(UInt32.self, at: 0) }
    private func word(at place: UInt64) -> UInt64? { bytes(at: place, count: 8)?.integer(UInt64.self, at: 0) }

    private func text(at place: UInt64) -> String? {
        guard let bytes = bytes(at: place, count: 4096), let end = bytes.firstIndex(of: 0), end > 0 else { return nil }
        return PrintableText.text(Array(bytes[..<end]))
    }
}
