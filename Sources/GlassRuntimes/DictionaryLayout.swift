/// Where the parts of CPython's `dict` stand, in bytes: all that is needed to walk one without any other knowledge.
///
/// The entries begin at `ma_keys + indicesOffset + (1 << dk_log2_index_bytes)`; a deleted entry's key is null. Entries
/// are in the order of insertion, so that the newest stand last.
public struct DictionaryLayout: Hashable, Sendable {
    /// `ma_used` and `ma_keys` in the dict object, and how much of that object holds both.
    public var usedOffset = 16
    public var keysOffset = 32
    public var valuesOffset = 40
    public var objectSize = 48

    /// In the keys block: one byte each, then a signed 64-bit count.
    public var log2SizeOffset = 8
    public var log2IndexBytesOffset = 9
    public var kindOffset = 10
    public var entryCountOffset = 24
    public var indicesOffset = 32

    /// The value of `dk_kind` of a table whose entries hold their hash (keys of any type); every other kind is keyed
    /// by strings alone.
    public var generalKind: UInt8 = 0
    public var generalEntrySize = 24
    public var generalKeyOffset = 8
    public var generalValueOffset = 16
    public var unicodeEntrySize = 16
    public var unicodeKeyOffset = 0
    public var unicodeValueOffset = 8

    /// Of CPython 3.11 to 3.14 with a GIL; measured with `offsetof` on their headers.
    public static let since311 = DictionaryLayout()
}
