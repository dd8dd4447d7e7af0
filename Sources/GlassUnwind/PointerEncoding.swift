/// How a pointer is written in exception-handling sections (`DW_EH_PE_…`).
/// Format: *Linux Standard Base, Core Generic*, 10.5.
struct PointerEncoding: Hashable {
    static let absolute = PointerEncoding(0)
    private static let omitted: UInt8 = 0xff

    let rawValue: UInt8

    init(_ rawValue: UInt8) { self.rawValue = rawValue }

    /// The same size, but a plain number: for lengths.
    var withoutBase: PointerEncoding { PointerEncoding(rawValue & 0x0f) }

    /// Reads one pointer. `sectionAddress` is the address of the cursor's first byte. None where the bytes end, or the
    /// encoding is one that needs the memory of a running process or that nobody writes.
    func read(_ cursor: inout ByteCursor, sectionAddress: UInt64, dataBase: UInt64? = nil) -> UInt64? {
        guard rawValue != Self.omitted, rawValue & 0x80 == 0 else { return nil }
        let position = sectionAddress &+ UInt64(cursor.offset)
        guard let value = readValue(&cursor) else { return nil }
        switch rawValue & 0x70 {
        case 0x00: return value
        case 0x10: return position &+ value
        case 0x30: return dataBase.map { $0 &+ value }
        default: return nil
        }
    }

    private func readValue(_ cursor: inout ByteCursor) -> UInt64? {
        switch rawValue & 0x0f {
        case 0x00, 0x04, 0x0c: cursor.read(UInt64.self)
        case 0x01: cursor.readULEB()
        case 0x02: cursor.read(UInt16.self).map(UInt64.init)
        case 0x03: cursor.read(UInt32.self).map(UInt64.init)
        case 0x09: cursor.readSLEB().map(UInt64.init(bitPattern:))
        case 0x0a: cursor.read(Int16.self).map { UInt64(bitPattern: Int64($0)) }
        case 0x0b: cursor.read(Int32.self).map { UInt64(bitPattern: Int64($0)) }
        default: nil
        }
    }
}
