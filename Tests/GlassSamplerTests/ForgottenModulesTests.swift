import GlassModel
import GlassProc
import GlassSymbols
import GlassSystem
import Testing

@testable import GlassSampler

/// A target that maps and unmaps files without end: of those that are gone only the numbers stay.
struct ForgottenModulesTests {
    private func mapping(_ number: UInt64) -> MemoryMapping {
        MemoryMapping(
            start: VirtualAddress(number << 20), end: VirtualAddress((number << 20) + 4_096), inode: number + 1,
            path: "/nowhere/lib\(number).so")
    }

    @Test func aForgottenModuleKeepsItsNumberAndIsAnnouncedAnew() {
        let registry = ModuleRegistry(limit: 10)
        for number in 0..<5 as Range<UInt64> { _ = registry.entry(for: mapping(number), in: ProcessID(1)) }
        _ = registry.takeUnannounced()
        registry.forget(except: [ModuleID(2)])
        #expect(registry.detailedCount == 1)
        #expect(registry.takeForgotten().sorted() == [1, 3, 4, 5].map { ModuleID($0) })
        #expect(registry.takeForgotten().isEmpty)
        for number in [1, 3] as [UInt64] {
            #expect(registry.entry(for: mapping(number), in: ProcessID(1))?.module.id == ModuleID(Int32(number + 1)))
        }
        #expect(registry.takeUnannounced().map(\.module.id) == [ModuleID(4)])
        #expect(registry.entry(for: mapping(7), in: ProcessID(1))?.module.id == ModuleID(6))
        #expect(registry.overflow == 0)
    }

    /// It was counted when it came first, so that it is no other module when it comes back.
    @Test func aForgottenModuleComesBackIntoAFullDictionary() {
        let registry = ModuleRegistry(limit: 2)
        for number in 0..<3 as Range<UInt64> { _ = registry.entry(for: mapping(number), in: ProcessID(1)) }
        registry.forget(except: [])
        #expect(registry.entry(for: mapping(0), in: ProcessID(1))?.module.path == "/nowhere/lib0.so")
        #expect(registry.overflow == 1)
    }

    private func batch(_ places: [Int32]) -> UnwoundBatch {
        var batch = UnwoundBatch()
        for module in places {
            batch.modules.append(
                (
                    Module(id: ModuleID(module), path: "/nowhere/\(module)", buildID: nil),
                    SymbolSource(path: "/nowhere/\(module)", candidates: [], buildID: nil)
                ))
            batch.places.append(.code(module: ModuleID(module), address: ModuleAddress(16)))
        }
        return batch
    }

    @Test func aModuleThatComesBackIsRecordedOnceAndNamedAgain() {
        var namer = FrameNamer()
        var recorded = RecordingBatch()
        var first = batch([1, 2])
        first.forgottenModules = [ModuleID(1)]
        namer.name(first, into: &recorded)
        var unknown = UnwoundBatch()
        unknown.places = [.code(module: ModuleID(1), address: ModuleAddress(32))]
        namer.name(unknown, into: &recorded)
        #expect(recorded.frames.map(\.function) == ["1+0x10", "2+0x10", "[unknown]"])
        var back = batch([1])
        back.places = [.code(module: ModuleID(1), address: ModuleAddress(48))]
        namer.name(back, into: &recorded)
        #expect(recorded.frames.last?.function == "1+0x30")
        #expect(recorded.modules.map(\.id) == [ModuleID(1), ModuleID(2)])
    }

    /// A recorder that lags reads several batches as one.
    @Test func whatWasForgottenAndCameBackIsKnown() {
        var lagging = batch([1, 2])
        lagging.forgottenModules = [ModuleID(1), ModuleID(2)]
        lagging.append(batch([1]))
        #expect(lagging.forgottenModules == [ModuleID(2)])
        var gone = batch([])
        gone.forgottenModules = [ModuleID(1)]
        lagging.append(gone)
        #expect(lagging.forgottenModules == [ModuleID(2), ModuleID(1)])
    }
}
