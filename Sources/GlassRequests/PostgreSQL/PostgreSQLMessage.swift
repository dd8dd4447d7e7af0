/// A message's kind and size, as its first five bytes say (PostgreSQL's manual, 55.7 "Message Formats").
struct PostgreSQLMessage: Hashable {
    /// 0 for the packets without a kind with which a client starts.
    let tag: UInt8
    /// With the kind and the length itself.
    let byteCount: Int
    /// Whether all of its body is known, as far as anybody reads it.
    let isWhole: Bool

    /// Lengths beyond this are taken for something else than a message. Below it, no four characters of ASCII text are
    /// a length.
    static let maximumLength = 0x1000_0000

    /// Whether a message of this kind can have this length, which counts itself and not the kind.
    static func isPlausible(_ tag: UInt8, length: Int, from speaker: Speaker) -> Bool {
        let lengths = speaker == .client ? clientLengths(tag) : serverLengths(tag)
        return lengths?.contains(length) ?? false
    }

    private static func clientLengths(_ tag: UInt8) -> ClosedRange<Int>? {
        switch tag {
        case UInt8(ascii: "Q"): 5...maximumLength
        case UInt8(ascii: "P"): 8...maximumLength
        case UInt8(ascii: "B"): 12...maximumLength
        case UInt8(ascii: "F"): 14...maximumLength
        case UInt8(ascii: "d"): 4...maximumLength
        case UInt8(ascii: "E"): 9...0x1_0000
        case UInt8(ascii: "D"), UInt8(ascii: "C"): 6...0x1_0000
        case UInt8(ascii: "f"), UInt8(ascii: "p"): 5...0x1_0000
        case UInt8(ascii: "S"), UInt8(ascii: "H"), UInt8(ascii: "X"), UInt8(ascii: "c"): 4...4
        default: nil
        }
    }

    private static func serverLengths(_ tag: UInt8) -> ClosedRange<Int>? {
        switch tag {
        case UInt8(ascii: "D"), UInt8(ascii: "T"), UInt8(ascii: "t"): 6...maximumLength
        case UInt8(ascii: "d"), UInt8(ascii: "V"): 4...maximumLength
        case UInt8(ascii: "C"): 6...0x1000
        case UInt8(ascii: "Z"): 5...5
        case UInt8(ascii: "1"), UInt8(ascii: "2"), UInt8(ascii: "3"), UInt8(ascii: "n"), UInt8(ascii: "s"),
            UInt8(ascii: "I"), UInt8(ascii: "c"):
            4...4
        case UInt8(ascii: "E"), UInt8(ascii: "N"): 5...0x10_0000
        case UInt8(ascii: "S"), UInt8(ascii: "A"): 6...0x10_0000
        case UInt8(ascii: "R"): 8...0x1_0000
        case UInt8(ascii: "G"), UInt8(ascii: "H"), UInt8(ascii: "W"): 7...0x1_0000
        case UInt8(ascii: "K"): 8...0x1000
        case UInt8(ascii: "v"): 12...0x1_0000
        default: nil
        }
    }

    /// How much of a message's body anybody reads. Rows, values and passwords are not looked at.
    static func wanted(_ tag: UInt8, from speaker: Speaker) -> Int {
        switch (speaker, tag) {
        case (.client, UInt8(ascii: "Q")), (.client, UInt8(ascii: "P")): 16_384
        case (.client, UInt8(ascii: "B")), (.client, UInt8(ascii: "E")), (.client, UInt8(ascii: "C")): 512
        case (.client, 0): 4
        case (.server, UInt8(ascii: "E")): 256
        case (.server, UInt8(ascii: "C")): 64
        default: 0
        }
    }
}

/// How far bytes look like messages that follow each other.
struct PostgreSQLMessageChain {
    private(set) var complete = 0
    /// The bytes end where a message ends.
    private(set) var isExact = false
    /// The bytes end within a message that can be one.
    private(set) var endsWithin = false

    init(_ bytes: RawSpan, from speaker: Speaker) {
        var offset = 0
        while offset < bytes.byteCount {
            guard bytes.byteCount - offset >= 5 else {
                endsWithin = true
                return
            }
            let length = Int(bytes.bigEndian32(at: offset + 1))
            guard PostgreSQLMessage.isPlausible(bytes.octet(offset), length: length, from: speaker) else {
                complete = 0
                return
            }
            guard bytes.byteCount - offset > length else {
                endsWithin = true
                return
            }
            offset += 1 + length
            complete += 1
        }
        isExact = complete > 0
    }

    /// Whether it is so likely that these are messages that a parser that is lost may go on with them.
    var isConvincing: Bool { isExact || (complete >= 3 && endsWithin) }
}

extension RawSpan {
    /// Four bytes at an offset that the caller has compared with the end.
    func bigEndian32(at offset: Int) -> UInt32 {
        UInt32(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// What stands from `offset` to the next NUL, or to the end where there is none.
    func textEnd(from offset: Int) -> Int {
        var end = Swift.min(offset, byteCount)
        while end < byteCount, octet(end) != 0 { end += 1 }
        return end
    }
}
