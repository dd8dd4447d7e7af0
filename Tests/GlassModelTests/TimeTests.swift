import GlassModel
import Testing

struct TimeTests {
    @Test func sumsSaturateInsteadOfTrapping() {
        #expect(Nanoseconds(.max) + Nanoseconds(1) == Nanoseconds(.max))
        #expect(Nanoseconds(.min) - Nanoseconds(1) == Nanoseconds(.min))
        #expect(Nanoseconds(.min) + Nanoseconds(-1) == Nanoseconds(.min))
        #expect(Nanoseconds.seconds(1e300) == Nanoseconds(.max))
        #expect(Nanoseconds.seconds(-.infinity) == Nanoseconds(.min))
        #expect(Nanoseconds.seconds(0.25) == Nanoseconds(250_000_000))
    }

    @Test func aMomentBelongsToTheSecondThatBeganBeforeIt() {
        #expect(Timestamp(rawValue: 1_999_999_999).second == 1)
        #expect(Timestamp(rawValue: 2_000_000_000).second == 2)
        #expect(Timestamp(rawValue: -1).second == -1)
        #expect(Timestamp(rawValue: .min).second < 0)
    }

    @Test func waitingIsNeverNegative() {
        #expect(Weight(samples: 1, cpu: Nanoseconds(5), wall: Nanoseconds(3)).waiting == .zero)
        #expect(Weight(samples: 1, cpu: Nanoseconds(3), wall: Nanoseconds(5)).waiting == Nanoseconds(2))
    }
}

struct AddressTests {
    @Test func aReturnAddressIsLookedUpInTheCallBeforeIt() {
        #expect(CodeAddress.returnAddress(VirtualAddress(0x1000)).lookup == VirtualAddress(0xFFF))
        #expect(CodeAddress.signalReturn(VirtualAddress(0x1000)).lookup == VirtualAddress(0x1000))
        #expect(CodeAddress.instruction(VirtualAddress(0x1000)).lookup == VirtualAddress(0x1000))
    }

    @Test func addressesWrap() {
        #expect(VirtualAddress(0).advanced(by: -1) == VirtualAddress(.max))
    }

    @Test func aBuildIDReadsAsToolsPrintIt() {
        #expect(BuildID(bytes: [0x0A, 0xFF, 0x00]).description == "0aff00")
    }
}
