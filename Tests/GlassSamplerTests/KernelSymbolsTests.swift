import GlassModel
import Testing

@testable import GlassSampler

struct KernelSymbolsTests {
    private let text = Array(
        """
        ffffffff81000000 T _stext
        ffffffff81000130 T entry_SYSCALL_64_after_hwframe
        ffffffff81000200 D some_data
        ffffffff81000300 t ksys_read
        ffffffffc0001000 t later\t[module]
        ffffffffc0000000 t earlier\t[module]
        0000000000000000 T withheld
        nonsense

        """.utf8)

    @Test func namesAreFoundByAnyAddressWithinAFunction() {
        let symbols = KernelSymbols(text.span)
        #expect(symbols.name(at: 0xFFFF_FFFF_8100_0130) == "entry_SYSCALL_64_after_hwframe")
        #expect(symbols.name(at: 0xFFFF_FFFF_8100_0250) == "entry_SYSCALL_64_after_hwframe")
        #expect(symbols.name(at: 0xFFFF_FFFF_8100_0301) == "ksys_read")
        #expect(symbols.name(at: 0xFFFF_FFFF_C000_0800) == "earlier")
        #expect(symbols.name(at: 0xFFFF_FFFF_C000_1000) == "later")
        #expect(symbols.name(at: 0x1000) == nil)
    }

    @Test func withheldAddressesGiveNoNames() {
        let text = Array("0000000000000000 T _stext\n0000000000000000 T _etext\n".utf8)
        let symbols = KernelSymbols(text.span)
        #expect(symbols.isEmpty && symbols.name(at: 0xFFFF_FFFF_8100_0000) == nil)
    }

    /// More than one block of names, and functions that are not in order.
    @Test func eachOfManyFunctionsHasItsName() {
        var text: [UInt8] = []
        for number in 0..<20_000 {
            let address = 0xFFFF_FFFF_8000_0000 + UInt64(number ^ 1) << 8
            text += Array("\(String(address, radix: 16)) t function_with_a_name_\(number)\n".utf8)
        }
        let symbols = KernelSymbols(text.span)
        let wrong = (0..<20_000).filter { number in
            let address = 0xFFFF_FFFF_8000_0000 + UInt64(number ^ 1) << 8
            return symbols.name(at: address + 5) != "function_with_a_name_\(number)"
        }
        #expect(wrong.isEmpty && !symbols.isEmpty)
    }

    @Test func functionsTellTheirSystemCall() {
        let calls = [
            "__x64_sys_epoll_wait": "[epoll_wait]", "ksys_read": "[read]", "do_futex": "[futex]",
            "__sys_recvfrom": "[recvfrom]", "do_sys_poll": "[poll]", "common_nsleep": "[clock_nanosleep]",
        ]
        for (function, call) in calls {
            #expect(KernelNames.systemCall(servedBy: function).map(SystemCalls.frameName) == call, "\(function)")
        }
        for function in ["vfs_read", "do_idle", "schedule", "__x64_sys_", ""] {
            #expect(KernelNames.systemCall(servedBy: function) == nil, "\(function)")
        }
    }
}
