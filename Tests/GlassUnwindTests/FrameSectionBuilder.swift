/// Writes `.eh_frame` sections byte by byte, with one CIE and any number of functions.
struct FrameSectionBuilder {
    private(set) var bytes: [UInt8] = []

    /// `augmentation` is "zR" with absolute addresses of 64 bits, or has an S as well. `instructions` are the CIE's.
    init(isSignalFrame: Bool = false, returnAddressColumn: UInt8 = 16, instructions: [UInt8] = Self.usual) {
        let text = Array((isSignalFrame ? "zRS" : "zR").utf8) + [0]
        append(Self.word(0) + [1] + text + [1, 0x78, returnAddressColumn, 1, 0x00] + instructions)
    }

    /// `DW_CFA_def_cfa rsp, 8; DW_CFA_offset ra, 1`: as every x86-64 compiler begins.
    static let usual: [UInt8] = [0x0c, 7, 8, 0x90, 1]

    mutating func addFunction(at address: UInt64, length: UInt64, _ instructions: [UInt8]) {
        let pointer = Self.word(UInt32(bytes.count + 4))
        append(pointer + Self.long(address) + Self.long(length) + [0] + instructions)
    }

    mutating func finish() { bytes += [0, 0, 0, 0] }

    private mutating func append(_ body: [UInt8]) {
        let padded = body + [UInt8](repeating: 0, count: (8 - (body.count + 4) % 8) % 8)
        bytes += Self.word(UInt32(padded.count)) + padded
    }

    private static func word(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    private static func long(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
