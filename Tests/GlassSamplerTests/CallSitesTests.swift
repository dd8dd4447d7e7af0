import GlassModel
import GlassUnwind
import Testing

@testable import GlassSampler

struct CallSitesTests {
    private let process = ProcessID(1)

    private func registers(_ instruction: UInt64, rcx: UInt64) -> RegisterSet {
        var registers = RegisterSet(
            architecture: .x86_64, instructionPointer: VirtualAddress(instruction), stackPointer: VirtualAddress(1))
        registers[dwarf: 2] = rcx
        return registers
    }

    @Test func aThreadBehindAKnownCallIsStillInIt() {
        var sites = CallSites()
        #expect(sites.call(nil, of: process, at: registers(0x1000, rcx: 0x1000)) == nil)
        #expect(sites.call(0, of: process, at: registers(0x1000, rcx: 0x1000)) == 0)
        #expect(sites.call(nil, of: process, at: registers(0x1000, rcx: 0x1000)) == 0)
        // It has come here by another way, or stands elsewhere, or is of another process.
        #expect(sites.call(nil, of: process, at: registers(0x1000, rcx: 7)) == nil)
        #expect(sites.call(nil, of: process, at: registers(0x1002, rcx: 0x1000)) == nil)
        #expect(sites.call(nil, of: ProcessID(2), at: registers(0x1000, rcx: 0x1000)) == nil)
        // The same instruction may make other calls.
        #expect(sites.call(1, of: process, at: registers(0x1000, rcx: 0x1000)) == 1)
        #expect(sites.call(nil, of: process, at: registers(0x1000, rcx: 0x1000)) == 1)
        sites.forget(process)
        #expect(sites.call(nil, of: process, at: registers(0x1000, rcx: 0x1000)) == nil)
    }

    @Test func sitesWithoutEndAreForgotten() {
        var sites = CallSites()
        for site in UInt64(0)..<5000 { _ = sites.call(3, of: process, at: registers(site, rcx: 0)) }
        #expect(sites.call(nil, of: process, at: registers(0, rcx: 0)) == nil)
        #expect(sites.call(nil, of: process, at: registers(4999, rcx: 4999)) == 3)
    }

    @Test func onOtherArchitecturesNothingTells() {
        var registers = RegisterSet(
            architecture: .arm64, instructionPointer: VirtualAddress(0x1000), stackPointer: VirtualAddress(1))
        registers[dwarf: 2] = 0x1000
        #expect(!registers.isBehindSystemCall)
    }
}
