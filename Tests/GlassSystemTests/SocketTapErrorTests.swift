import SystemPackage
import Testing

@testable import GlassSystem

struct SocketTapErrorTests {
    @Test func errorsSayWhatIsMissingAndTheWayOut() {
        let rights = SocketTapError.notPermitted(missing: ["CAP_PERFMON", "CAP_BPF"]).description
        #expect(rights.contains("missing CAP_PERFMON and CAP_BPF") && rights.contains("run glass as root"))
        #expect(SocketTapError.notPermitted(missing: []).description.contains("container"))
        #expect(SocketTapError.noTypeInformation.description.contains("CONFIG_DEBUG_INFO_BTF"))
        #expect(SocketTapError.kernelTooOld(release: "4.19.0-21-amd64").description.contains("Linux 4.19.0-21-amd64"))
        #expect(SocketTapError.lockedDown.description.contains("lockdown=integrity"))
        let other = SocketTapError.refused(step: "loading the BPF program", errno: .invalidArgument, detail: "why")
        #expect(other.description.hasPrefix("requests cannot be watched: loading the BPF program failed: "))
        #expect(other.description.hasSuffix("(why)"))
    }

    @Test func rightsAreReadFromTheProcessStatus() {
        #expect(Rights.missing(in: "Name:\tx\nCapEff:\t0000000000000000\n") == ["CAP_PERFMON", "CAP_BPF"])
        #expect(Rights.missing(in: "CapEff:\t0000008000000000\n") == ["CAP_PERFMON"])
        #expect(Rights.missing(in: "CapEff:\t000000c000000000\n") == [])
        #expect(Rights.missing(in: "CapEff:\t0000000000200000\n") == [])
        #expect(Rights.missing(in: "") == ["CAP_PERFMON", "CAP_BPF"])
    }

    @Test func releasesAreCompared() {
        #expect(KernelRelease(text: "5.10.0-28-amd64").isBefore(5, 11))
        #expect(!KernelRelease(text: "5.11").isBefore(5, 11))
        #expect(!KernelRelease(text: "6.1.0-18-amd64").isBefore(5, 11))
        #expect(!KernelRelease(text: "mine").isBefore(5, 11))
    }
}
