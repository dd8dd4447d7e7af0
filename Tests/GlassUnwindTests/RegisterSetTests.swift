import GlassModel
import GlassUnwind
import Testing

@Suite struct RegisterSetTests {
    @Test(arguments: Architecture.allCases)
    func onlyWhatIsKnownHasAValue(_ architecture: Architecture) {
        var registers = RegisterSet(
            architecture: architecture, instructionPointer: VirtualAddress(0x401000),
            stackPointer: VirtualAddress(0x7fff_0000))
        #expect(registers.known.nonzeroBitCount == 2)
        #expect(registers.framePointer == nil)
        registers.framePointer = VirtualAddress(8)
        #expect(registers.framePointer == VirtualAddress(8))
        registers.framePointer = nil
        #expect(registers.known.nonzeroBitCount == 2)
        #expect(registers.instructionPointer == VirtualAddress(0x401000))
        #expect(registers.stackPointer == VirtualAddress(0x7fff_0000))
    }

    @Test func numbersOutsideOfTheArchitecture() {
        var registers = RegisterSet(architecture: .x86_64)
        registers[dwarf: 17] = 1
        registers[dwarf: -1] = 1
        registers[dwarf: 99] = 1
        #expect(registers.known == 0)
        #expect(registers[dwarf: 99] == nil && registers[dwarf: -1] == nil)
    }

    /// The kernel's order for x86-64: r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp.
    @Test func kernelOrderOfX86_64() throws {
        let words = (0..<27).map { UInt64(100 + $0) }
        let registers = try #require(words.withUnsafeBytes { RegisterSet(architecture: .x86_64, generalRegisters: $0) })
        #expect(registers.instructionPointer == VirtualAddress(116))
        #expect(registers.stackPointer == VirtualAddress(119))
        #expect(registers.framePointer == VirtualAddress(104))
        // DWARF 0–5: rax rdx rcx rbx rsi rdi; 8–15: r8–r15.
        #expect((0..<6).map { registers[dwarf: $0] } == [110, 112, 111, 105, 113, 114])
        #expect((8..<16).map { registers[dwarf: $0] } == [109, 108, 107, 106, 103, 102, 101, 100])
    }

    @Test func kernelOrderOfARM64() throws {
        let words = (0..<34).map { UInt64(100 + $0) }
        let registers = try #require(words.withUnsafeBytes { RegisterSet(architecture: .arm64, generalRegisters: $0) })
        #expect(registers.framePointer == VirtualAddress(129))
        #expect(registers.stackPointer == VirtualAddress(131))
        #expect(registers.instructionPointer == VirtualAddress(132))
    }

    @Test(arguments: Architecture.allCases)
    func tooFewBytes(_ architecture: Architecture) {
        let bytes = [UInt8](repeating: 1, count: 100)
        #expect(bytes.withUnsafeBytes { RegisterSet(architecture: architecture, generalRegisters: $0) } == nil)
    }
}

@Suite struct ModuleMapTests {
    private static func segment(_ range: Range<UInt64>, _ isExecutable: Bool, _ module: LoadedModule?)
        -> ModuleMap.Segment
    {
        let bounds = VirtualAddress(range.lowerBound)..<VirtualAddress(range.upperBound)
        return ModuleMap.Segment(range: bounds, isExecutable: isExecutable, module: module)
    }

    @Test func lookup() {
        let module = LoadedModule(id: ModuleID(1), path: "/bin/true", image: nil, bias: 0x1000)
        let map = ModuleMap(segments: [
            Self.segment(0x5000..<0x6000, true, nil), Self.segment(0x1000..<0x2000, false, module),
            Self.segment(0x2000..<0x3000, true, module),
        ])
        #expect(map.lookup(VirtualAddress(0x1fff)) === module)
        #expect(map.lookup(VirtualAddress(0x2fff)) === module)
        #expect(map.lookup(VirtualAddress(0x3000)) == nil)
        #expect(map.lookup(VirtualAddress(0xfff)) == nil)
        #expect(!map.isExecutable(VirtualAddress(0x1fff)))
        #expect(map.isExecutable(VirtualAddress(0x2000)))
        #expect(map.isExecutable(VirtualAddress(0x5fff)))
        #expect(!map.isExecutable(VirtualAddress(.max)))
        #expect(!ModuleMap().isExecutable(VirtualAddress(0)))
    }

    @Test func addressesOfAModule() {
        let module = LoadedModule(id: ModuleID(1), path: "/bin/true", image: nil, bias: -0x1000)
        #expect(module.moduleAddress(of: VirtualAddress(0x3000)) == ModuleAddress(0x4000))
        #expect(module.virtualAddress(of: ModuleAddress(0x4000)) == VirtualAddress(0x3000))
    }
}
