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
        #expect(Rights.effective(in: "Name:\tx\nCapEff:\t000000c000200000\n") == 0xC0_0020_0000)
        #expect(Rights.effective(in: "") == 0)
    }

    @Test func twoCapabilitiesOrTheOneForAllAreNeeded() {
        #expect(Rights.missing(in: 0) == ["CAP_PERFMON", "CAP_BPF"])
        #expect(Rights.missing(in: 1 << 39) == ["CAP_PERFMON"])
        #expect(Rights.missing(in: 1 << 38 | 1 << 39) == [])
        #expect(Rights.missing(in: 1 << 21) == [])
    }

    @Test func obstaclesAreToldWithoutTrying() {
        let good = SocketTapConditions(
            kernelRelease: "6.1.0-18-amd64", hasTypeInformation: true, isLockedDown: false, isInFirstPIDNamespace: true,
            capabilities: 1 << 38 | 1 << 39)
        func obstacle(_ change: (inout SocketTapConditions) -> Void) -> SocketTapError? {
            var conditions = good
            change(&conditions)
            return conditions.obstacle
        }
        #expect(good.obstacle == nil)
        #expect(obstacle { $0.kernelRelease = "5.10.0-28-amd64" } == .kernelTooOld(release: "5.10.0-28-amd64"))
        #expect(obstacle { $0.hasTypeInformation = false } == .noTypeInformation)
        #expect(obstacle { $0.capabilities = 1 << 39 } == .notPermitted(missing: ["CAP_PERFMON"]))
        #expect(obstacle { $0.isLockedDown = true } == .lockedDown)
        #expect(obstacle { $0.isInFirstPIDNamespace = false } == .inPIDNamespace)
    }

    @Test func everyObstacleThatCanBeToldSaysWhatToDo() {
        for error: SocketTapError in [.notPermitted(missing: ["x"]), .noTypeInformation, .lockedDown, .inPIDNamespace] {
            #expect(error.description == "requests cannot be watched: \(error.cause); \(error.remedy ?? "")")
        }
    }

    @Test func releasesAreCompared() {
        #expect(KernelRelease(text: "5.10.0-28-amd64").isBefore(5, 11))
        #expect(!KernelRelease(text: "5.11").isBefore(5, 11))
        #expect(!KernelRelease(text: "6.1.0-18-amd64").isBefore(5, 11))
        #expect(!KernelRelease(text: "mine").isBefore(5, 11))
    }
}
