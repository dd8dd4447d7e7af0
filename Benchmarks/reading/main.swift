import GlassAnalysis
import GlassModel
import GlassStore
import Glibc

// What long recordings cost to open and to look at:
//   reading-bench generate FILE [SECONDS [BATCH]]   writes a recording of 8 busy threads at 99 Hz (10.5 hours), in batches
//                                           of a tenth of a second or as many seconds as told
//   reading-bench open FILE [--picture]     CPU time until the first picture, any stretch, how much memory
//   reading-bench sums FILE [RUNS]          any stretch summed, by summaries and from its samples
//   reading-bench live [STACKS]             what news cost with a million stacks
//   reading-bench through FILE [SECONDS]    a million samples a second written, read and drawn

func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// CPU time of this thread, unless told otherwise.
func milliseconds(_ clock: clockid_t = CLOCK_THREAD_CPUTIME_ID) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "generate":
    let seconds = arguments.count > 2 ? Int(arguments[2]) ?? 60 : 37_800
    let batch = arguments.count > 3 ? (Int(arguments[3]) ?? 1) * 10 : 1
    try Generation.run(path: arguments[1], seconds: seconds, tenthsInBatch: max(1, batch))
case "open": try Opening.run(path: arguments[1], stretches: !arguments.contains("--picture"))
case "sums": try Sums.run(path: arguments[1], runs: arguments.count > 2 ? max(1, Int(arguments[2]) ?? 1) : 1)
case "through":
    try await Through.run(path: arguments[1], seconds: arguments.count > 2 ? Int(arguments[2]) ?? 5 : 5)
case "live": Live.run(stacks: arguments.count > 1 ? Int(arguments[1]) ?? 1_000_000 : 1_000_000)
default:
    print(
        "usage: reading-bench generate FILE [SECONDS [BATCH]] | open FILE [--picture] | sums FILE [RUNS] | live [STACKS]"
            + " | through FILE [SECONDS]")
}
