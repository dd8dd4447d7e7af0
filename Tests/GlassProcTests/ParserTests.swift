import GlassModel
import GlassProc
import Testing

struct ParserTests {
    /// A span cannot stand in an expectation, so that it is parsed outside of it.
    private func parsed<Value>(_ text: String, by parse: (Span<UInt8>) -> Value) -> Value {
        let bytes = Array(text.utf8)
        return parse(bytes.span)
    }

    @Test func schedulingIsRead() throws {
        let stat = try #require(parsed("8523094118 12345 7021\n", by: SchedStat.init))
        #expect(stat.runTime == Nanoseconds(8_523_094_118))
        #expect(stat.queueTime == Nanoseconds(12_345))
        #expect(stat.timeslices == 7021)
        #expect(parsed("", by: SchedStat.init) == nil)
        #expect(parsed("1 2", by: SchedStat.init) == nil)
        #expect(parsed("99999999999999999999 0 0", by: SchedStat.init) == nil)
    }

    @Test func aWaitingThreadSaysWhere() throws {
        let text = "232 0x5 0x7ffd1 0x20 0xffffffffffffffff 0x0 0x8 0x7ffd3a2c 0x7f12ab"
        guard case .inSystemCall(let number, let arguments, let pointers)? = parsed(text, by: BlockedCall.init) else {
            Issue.record("not a system call")
            return
        }
        #expect(number == 232)
        #expect(arguments[3] == .max)
        #expect(pointers.stack == VirtualAddress(0x7ffd3a2c))
        #expect(pointers.instruction == VirtualAddress(0x7f12ab))
    }

    @Test func aThreadMayRunOrWaitElsewhere() {
        guard case .running? = parsed("running\n", by: BlockedCall.init) else {
            Issue.record("not running")
            return
        }
        guard case .elsewhere(let pointers)? = parsed("-1 0x10 0x20\n", by: BlockedCall.init) else {
            Issue.record("not elsewhere")
            return
        }
        #expect(pointers.stack == VirtualAddress(0x10))
        #expect(parsed("232 0x5", by: BlockedCall.init) == nil)
    }

    @Test func mappingsAreRead() {
        let text = """
            55d0c0a00000-55d0c0a21000 r-xp 00002000 fd:01 1234 /usr/bin/with blank
            7f0000000000-7f0000001000 rw-p 00000000 00:00 0
            7f1000000000-7f1000001000 r-xp 00000000 08:02 77 /tmp/old.so (deleted)
            nonsense
            7ffc8f9e0000-7ffc8f9e2000 r-xp 00000000 00:00 0                          [vdso]
            """
        let map = parsed(text, by: MemoryMap.init)
        #expect(map.malformedLines == 1)
        #expect(map.mappings.map(\.path) == ["/usr/bin/with blank", "", "/tmp/old.so", "[vdso]"])
        #expect(map.mappings.map(\.isExecutable) == [true, false, true, true])
        #expect(map.mappings[2].isDeleted && !map.mappings[0].isDeleted)
        #expect(map.mappings[0].fileOffset == 0x2000)
        #expect(map.mappings[0].inode == 1234)
        #expect(map.mappings[0].deviceMajor == 0xfd)
    }

    @Test func aNameMayHoldParentheses() throws {
        let text =
            "42 (a) R (b) S 1 42 42 0 -1 4194304 100 0 7 0 250 50 0 0 20 0 3 0 9876 1000 200 18446744073709551615"
        let stat = try #require(parsed(text, by: ProcessStat.init))
        #expect(stat.name == "a) R (b")
        #expect(stat.state == UInt8(ascii: "S"))
        #expect(stat.parent == ProcessID(1))
        #expect(stat.minorFaults == 100 && stat.majorFaults == 7)
        #expect(stat.userTicks == 250 && stat.systemTicks == 50)
        #expect(stat.threads == 3)
        #expect(stat.startTicks == 9876)
        #expect(!stat.isKernelThread)
    }

    @Test func aKernelThreadIsKnown() throws {
        let text = "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0"
        #expect(try #require(parsed(text, by: ProcessStat.init)).isKernelThread)
    }

    @Test func keyedNumbersKeepUnits() {
        let numbers = parsed("Name:\tx\nVmRSS:\t   2048 kB\nThreads:\t12\n", by: KeyedNumbers.init)
        #expect(numbers["Threads"] == 12)
        #expect(numbers.bytes("VmRSS") == 2_097_152)
        #expect(numbers["Name"] == nil)
    }

    @Test func argumentsLoseEscapes() {
        let arguments = parsed("prog\0--x\u{1B}[31m\0\0", by: ProcessArguments.init)
        #expect(arguments.arguments == ["prog", "--x?[31m", ""])
    }

    @Test(
        arguments: [
            ("Name:\tx\nNSpid:\t1234\t56\t7\nNSpgid:\t1\n", 7), ("NSpid:\t99", 99), ("NSpid:\t\nNSpgid:\t5\n", nil),
            ("Pid:\t5\n", nil), ("NSpid:\t99999999999999\n", nil), ("", nil),
        ] as [(String, Int32?)])
    func theNumberInTheInnermostNamespaceIsTheLast(status: String, number: Int32?) {
        #expect(InnerNumber.read(Array(status.utf8).span) == number)
    }
}
