import GlassSystem
import Glibc
import Synchronization
import Testing

struct CPUPlacementTests {
    @Test func aThreadRunsWhereItIsMovedTo() throws {
        let seen = Mutex<[Int32]>([])
        let thread = try OSThread(name: "placement") {
            var placement = CPUPlacement()
            // Not all CPUs need to be ours.
            for cpu in 0..<4096 {
                placement.move(to: cpu)
                guard placement.cpu == cpu else { continue }
                let actual = sched_getcpu()
                seen.withLock { $0.append(actual == Int32(cpu) ? actual : -1) }
            }
        }
        thread.join()
        let cpus = seen.withLock { $0 }
        #expect(cpus.count >= 1)
        #expect(!cpus.contains(-1))
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
