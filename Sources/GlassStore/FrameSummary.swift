import GlassModel

/// Successive rows of the table `frame`, in varints: format (1), the texts that they hold (their number; for each, the
/// number of its bytes and these), the number of frames; for each, 16 × its kind + which of the following it has, by bit:
/// its function's text, by number; its module; its address less the one before, zigzag; its file's text; its line. A ``Checksum`` closes them.
enum FrameSummary {
    static let format: UInt64 = 1

    private enum Part {
        static let module: UInt64 = 1
        static let address: UInt64 = 2
        static let file: UInt64 = 4
        static let line: UInt64 = 8
    }

    static func encode(_ frames: [Frame]) -> [UInt8] {
        var texts = TextNumbers()
        var columns = VarintWriter()
        columns.append(frames.count)
        var address: UInt64 = 0
        for frame in frames {
            var parts = UInt64(frame.kind.rawValue) << 4
            if frame.module != nil { parts |= Part.module }
            if frame.address != nil { parts |= Part.address }
            if frame.file != nil { parts |= Part.file }
            if frame.line != nil { parts |= Part.line }
            columns.append(parts)
            columns.append(texts.number(of: frame.function))
            if let module = frame.module { columns.append(signed: Int64(module.rawValue)) }
            if let value = frame.address?.rawValue {
                columns.append(signed: Int64(bitPattern: value &- address))
                address = value
            }
            if let file = frame.file { columns.append(texts.number(of: file)) }
            if let line = frame.line { columns.append(signed: Int64(line)) }
        }
        var writer = VarintWriter()
        writer.append(format)
        writer.append(texts: texts.texts)
        return Checksum.sealed(writer.bytes + columns.bytes)
    }

    /// - Parameter first: The number of the first frame.
    static func decode(_ bytes: UnsafeRawBufferPointer, from first: Int32) throws(ChunkDamage) -> [Frame] {
        var reader = VarintReader(try Checksum.opened(bytes))
        guard try reader.next() == format else { throw .unknownFormat }
        let texts = try reader.nextTexts(limit: bytes.count)
        let count = try reader.nextCount(limit: bytes.count)
        guard let end = Int32(exactly: Int(first) + count) else { throw .countTooLarge }
        var frames: [Frame] = []
        frames.reserveCapacity(min(count, 1 << 16))
        var address: UInt64 = 0
        for id in first..<end {
            let parts = try reader.next()
            guard let number = Int32(exactly: parts >> 4), let kind = FrameKind(rawValue: number) else {
                throw .unknownFormat
            }
            let function = try reader.next(of: texts)
            let module = parts & Part.module == 0 ? nil : ModuleID(try reader.nextInt32())
            if parts & Part.address != 0 { address &+= UInt64(bitPattern: try reader.nextSigned()) }
            let file = parts & Part.file == 0 ? nil : try reader.next(of: texts)
            let line = parts & Part.line == 0 ? nil : try reader.nextInt32()
            frames.append(
                Frame(
                    id: FrameID(id), kind: kind, function: function, module: module,
                    address: parts & Part.address == 0 ? nil : ModuleAddress(address), file: file, line: line))
        }
        guard reader.isAtEnd else { throw .trailingBytes }
        return frames
    }
}

/// Distinct texts, in the order in which they came.
private struct TextNumbers {
    private(set) var texts: [String] = []
    private var numbers: [String: Int] = [:]

    mutating func number(of text: String) -> Int {
        if let known = numbers[text] { return known }
        numbers[text] = texts.count
        texts.append(text)
        return texts.count - 1
    }
}

extension VarintWriter {
    fileprivate mutating func append(texts: [String]) {
        append(texts.count)
        for text in texts {
            append(text.utf8.count)
            append(bytes: text.utf8)
        }
    }
}

extension VarintReader {
    /// Bytes that are no UTF-8 are replaced, not refused.
    fileprivate mutating func nextTexts(limit: Int) throws(ChunkDamage) -> [String] {
        let count = try nextCount(limit: limit)
        var texts: [String] = []
        texts.reserveCapacity(min(count, 1 << 16))
        for _ in 0..<count {
            let length = try nextCount(limit: limit)
            texts.append(String(decoding: try nextBytes(length), as: UTF8.self))
        }
        return texts
    }

    fileprivate mutating func next(of texts: [String]) throws(ChunkDamage) -> String {
        let number = try next()
        guard number < UInt64(texts.count) else { throw .unknownIdentifier }
        return texts[Int(number)]
    }

    fileprivate mutating func nextInt32() throws(ChunkDamage) -> Int32 {
        guard let number = Int32(exactly: try nextSigned()) else { throw .unknownIdentifier }
        return number
    }
}
