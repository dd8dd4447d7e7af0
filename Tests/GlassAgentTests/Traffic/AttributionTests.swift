import GlassModel
import GlassStore
import GlassTestSupport
import Testing

/// Whose time a sample was, against what the program itself knows.
@Suite(.serialized, .enabled(if: TrafficService.mayWatch, "\(TrafficService.obstacle ?? "")"))
struct AttributionTests {
    /// Of stacks that were attributed to requests of a route: those that can only be of this route, and those that can
    /// only be of the other.
    private struct Verdict {
        var right: Int64 = 0
        var wrong: Int64 = 0
    }

    @Test(
        .enabled(if: TrafficService.hasModules("fastapi", "uvicorn", "uvloop"), "needs FastAPI on uvloop"),
        .enabled(if: TrafficService.isPython311, "needs CPython 3.11"), arguments: ["uvloop", "asyncio"])
    func requestsOfOneEventLoopAreToldApart(loop: String) throws {
        let (run, traffic) = try watch(loop: loop, clients: 16, requests: 600, ["/hash/@", "/pack/@"])
        let served = traffic.requests.filter { $0.status == 200 }
        #expect(served.count == 600)
        let attributed = served.filter { $0.attribution == .task }
        // The first ones may come before the event loop has been found.
        #expect(attributed.count >= 570)
        let verdict = try judge(attributed, traffic, run)
        let share = Double(verdict.right) / Double(verdict.right + verdict.wrong)
        print("\(loop): \(verdict.right) samples right, \(verdict.wrong) wrong")
        #expect(verdict.right > 500)
        #expect(share >= 0.97, "\(verdict.right) right, \(verdict.wrong) wrong")
    }

    @Test(
        .enabled(if: TrafficService.hasModules("fastapi", "uvicorn"), "needs FastAPI"),
        .enabled(if: TrafficService.isPython311, "needs CPython 3.11"))
    func whatThreadsOfAnExecutorDoBelongsToTheTaskThatAwaitsIt() throws {
        let (run, traffic) = try watch(
            loop: "asyncio", clients: 8, requests: 400, ["/hash-in-thread/@", "/pack-in-thread/@"])
        let attributed = traffic.requests.filter { $0.attribution == .task }
        let verdict = try judge(attributed, traffic, run)
        print("in threads: \(verdict.right) samples right, \(verdict.wrong) wrong")
        #expect(verdict.right > 300)
        // Two in a hundred, more where the machine is busy: a thread counts as where it was last seen until it is seen again.
        // By chance it were half of them.
        #expect(Double(verdict.wrong) <= 0.1 * Double(verdict.right), "\(verdict.right) right, \(verdict.wrong) wrong")
        // The way from the server to the route stands above what the thread does.
        let profile = try run.profile()
        let stacks = profile.stacks.map { profile.frames(of: $0.id).map(\.function) }
        #expect(
            stacks.contains { stack in
                guard let worker = stack.firstIndex(of: "WorkerThread.run") else { return false }
                return stack[worker...].starts(with: ["WorkerThread.run", "[task]", "RequestResponseCycle.run_asgi"])
                    && stack.contains("hash_in_thread")
            })
    }

    /// The service under load, watched until all its requests are answered.
    private func watch(
        loop: String, clients: Int, requests: Int, _ paths: [String]
    ) throws -> (run: AgentRun, traffic: Traffic) {
        let service = try TrafficService(python: "two_costs_service.py", loop)
        let run = try AgentRun(
            on: service.process, "--rate", "499", "--budget", "100", "--request-budget", "100")
        try run.waitUntilWatching()
        let client = [TrafficService.python, TrafficService.fixture("load_client.py"), service.address]
        let said = try Subprocess.output(of: client + ["\(clients)", "\(requests)"] + paths)
        #expect(said == "{200: \(requests)}\n")
        return (run, try run.finishTraffic())
    }

    private func judge(_ requests: [RequestRecord], _ traffic: Traffic, _ run: AgentRun) throws -> Verdict {
        let profile = try run.profile()
        let reader = try RecordingReader(path: run.path)
        while try reader.next() != nil {}
        var verdict = Verdict()
        for request in requests {
            let isHash = traffic.route(of: request).pattern.hasPrefix("/hash")
            for entry in try reader.stacks(of: request.id) {
                let modules = profile.frames(of: entry.stack).map { profile.moduleName($0.module) }
                let (inHash, inPack) = (
                    modules.contains { $0.hasPrefix("libcrypto") }, modules.contains { $0.hasPrefix("libz.") }
                )
                guard inHash != inPack else { continue }
                let samples = max(1, entry.weight.samples)
                if inHash == isHash { verdict.right += samples } else { verdict.wrong += samples }
            }
        }
        return verdict
    }

    @Test(.enabled(if: TrafficService.hasModules("flask"), "needs Flask"))
    func aThreadForEachRequestIsTheOne() throws {
        let service = try TrafficService(python: "flask_service.py")
        let run = try AgentRun(on: service.process, "--request-budget", "100")
        try run.waitUntilWatching()
        let client = [TrafficService.python, TrafficService.fixture("load_client.py"), service.address]
        #expect(try Subprocess.output(of: client + ["4", "400", "/small/@"]) == "{200: 400}\n")
        let served = try run.finishTraffic().requests
        #expect(served.count == 400)
        #expect(served.allSatisfy { $0.attribution == .thread })
        #expect(served.allSatisfy { ($0.cpu ?? .zero) > .zero && ($0.cpu ?? .zero) <= $0.duration })
    }
}

extension TrafficService {
    static let isPython311 =
        (try? Subprocess.output(of: [python, "-c", "import sys; print(sys.version_info[:2])"]))
        == "(3, 11)\n"
}
