import GlassModel
import GlassProc
import Testing

@testable import GlassSampler

/// Targets that make new things without end: dictionaries have an end, and what is beyond it is counted.
struct BoundTests {
    private func mapping(_ number: UInt64) -> MemoryMapping {
        MemoryMapping(
            start: VirtualAddress(number << 20), end: VirtualAddress((number << 20) + 4_096), inode: number + 1,
            path: "/nowhere/lib\(number).so")
    }

    @Test func modulesBeyondTheLimitAreOne() {
        let registry = ModuleRegistry(limit: 3)
        let entries = (0..<10).compactMap { registry.entry(for: mapping($0), in: ProcessID(1)) }
        #expect(entries.prefix(3).map(\.module.id.rawValue) == [1, 2, 3])
        #expect(Set(entries.dropFirst(3).map(\.module.id)) == [ModuleID(4)])
        #expect(
            entries.map { registry.isOther($0.module.id) } == [false, false, false] + [Bool](repeating: true, count: 7))
        #expect(registry.overflow == 7)
        // Known ones stay what they are, and another name is another module no more.
        #expect(registry.entry(for: mapping(1), in: ProcessID(1))?.module.id == ModuleID(2))
        #expect(registry.module(named: "json") == ModuleID(4))
        #expect(registry.takeUnannounced().map(\.module.path).last == "[other modules]")
        #expect(registry.takeUnannounced().isEmpty)
    }

    @Test func manyMoreModulesThanTheLimitDoNotCountTwice() {
        let registry = ModuleRegistry(limit: 1)
        for number in 0..<2_000 { _ = registry.entry(for: mapping(UInt64(number)), in: ProcessID(1)) }
        #expect(registry.takeUnannounced().count == 2)
        #expect(registry.overflow == 1_999)
    }

    @Test func stacksBeyondTheLimitAreCountedAndPlacesDoNotGrow() {
        var interner = StackInterner(limit: 50)
        for number in 0..<10_000 {
            _ = interner.intern([
                .code(module: ModuleID(1), address: ModuleAddress(UInt64(number))), .generated(function: Int32(number)),
            ])
        }
        let new = interner.takeNew()
        #expect(new.nodes.count == 51)
        #expect(new.places.count <= 51)
        #expect(interner.overflow == 10_000 - 25)
    }
}
