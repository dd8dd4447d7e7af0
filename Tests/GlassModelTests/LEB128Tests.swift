import GlassModel
import Testing

@Suite struct LEB128Tests {
    private func read<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type, _ bytes: [UInt8], at start: Int = 0
    ) -> (value: Value?, place: Int) {
        var place = start
        let value = LEB128.read(type, from: bytes, at: &place)
        return (value, place)
    }

    @Test func `numbers are put together from groups of seven bits`() {
        #expect(read(UInt32.self, [0]) == (0, 1))
        #expect(read(UInt32.self, [0x7f, 1]) == (127, 1))
        #expect(read(UInt32.self, [9, 0xe5, 0x8e, 0x26], at: 1) == (624_485, 4))
        #expect(read(UInt32.self, [0xff, 0xff, 0xff, 0xff, 0x0f]) == (.max, 5))
        #expect(read(UInt64.self, [UInt8](repeating: 0xff, count: 9) + [1]) == (.max, 10))
    }

    @Test func `what ends early or never is no number`() {
        #expect(read(UInt32.self, []).value == nil)
        #expect(read(UInt32.self, [0x80]).value == nil)
        #expect(read(UInt32.self, [1], at: 1).value == nil)
        #expect(read(UInt32.self, [1], at: -1).value == nil)
        #expect(read(UInt32.self, [UInt8](repeating: 0x80, count: 40)).value == nil)
        #expect(read(UInt64.self, [UInt8](repeating: 0x80, count: 40)).value == nil)
    }
}
