import GlassProc
import GlassSystem
import Synchronization
import Testing

struct CPUPlacementTests {
    @Test func aThreadRunsWhereItIsMovedTo() throws {
        let seen = Mutex<[Int]>([])
        let thread = try OSThread(name: "placement") {
            var placement = CPUPlacement()
            // Not all CPUs need to be ours.
            for cpu in 0..<4096 {
                placement.move(to: cpu)
                guard placement.cpu == cpu else { continue }
                seen.withLock { $0.append(Self.currentCPU() == cpu ? cpu : -1) }
            }
            placement.leave()
            guard let first = seen.withLock({ $0.first }) else { return }
            placement.move(to: first)
            seen.withLock { $0.append(placement.cpu == first ? first : -1) }
        }
        thread.join()
        let cpus = seen.withLock { $0 }
        #expect(cpus.count >= 1)
        #expect(!cpus.contains(-1))
    }

    private static func currentCPU() -> Int? {
        let stat = try? ProcFiles.content(of: "/proc/thread-self/stat")
        return stat.flatMap { ProcessStat.cpu($0.span) }
    }

    @Test func whatIsNoCPUChangesNothing() throws {
        let placed = Mutex<Int?>(nil)
        let thread = try OSThread(name: "placement") {
            var placement = CPUPlacement()
            for cpu in [-1, Int.max, Int.min, 1 << 20] { placement.move(to: cpu) }
            let cpu = placement.cpu
            placed.withLock { $0 = cpu }
        }
        thread.join()
        #expect(placed.withLock { $0 } == nil)
    }
}
