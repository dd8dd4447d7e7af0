import GlassModel

/// Notes in an ELF file: `namesz descsz type name desc`, name and description padded.
enum ELFNotes {
    private static let sizeLimit: UInt64 = 64 << 10
    private static let gnuBuildID: UInt32 = 3

    /// The linker's identity of the file, if `segment` holds it.
    static func buildID(in segment: ELFSegment, _ reader: ELFImage.Reader) -> BuildID? {
        guard segment.fileSize > 0, segment.fileSize <= sizeLimit,
            let bytes = reader(segment.offset, Int(segment.fileSize)), bytes.count == Int(segment.fileSize)
        else { return nil }
        var cursor = ByteCursor(bytes)
        while let note = next(&cursor) {
            if note.type == gnuBuildID, note.name.elementsEqual([0x47, 0x4e, 0x55, 0]), !note.description.isEmpty {
                return BuildID(bytes: Array(note.description))
            }
        }
        return nil
    }

    private struct Note {
        let type: UInt32
        let name: ArraySlice<UInt8>
        let description: ArraySlice<UInt8>
    }

    private static func next(_ cursor: inout ByteCursor) -> Note? {
        guard let nameSize = cursor.read(UInt32.self), let descriptionSize = cursor.read(UInt32.self),
            let type = cursor.read(UInt32.self), let name = cursor.read(count: Int(nameSize)),
            cursor.skip(padding(nameSize)), let description = cursor.read(count: Int(descriptionSize))
        else { return nil }
        _ = cursor.skip(padding(descriptionSize))
        return Note(type: type, name: name, description: description)
    }

    private static func padding(_ size: UInt32) -> Int { Int(4 - size % 4) % 4 }
}
