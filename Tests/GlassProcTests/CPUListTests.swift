import GlassProc
import Testing

struct CPUListTests {
    @Test(arguments: [("0\n", [0]), ("0-3", [0, 1, 2, 3]), ("0,2-3,8\n", [0, 2, 3, 8])])
    func aListIsUnderstood(text: String, cpus: [Int32]) {
        let bytes = Array(text.utf8)
        #expect(CPUList(bytes.span)?.cpus == cpus)
    }

    @Test(arguments: ["", "x", "3-1", "0-99999999", "0,", "1-"])
    func whatIsNoListIsNone(text: String) {
        let bytes = Array(text.utf8)
        #expect(CPUList(bytes.span) == nil)
    }

    @Test func aZombieTellsHowItEnded() {
        let fields = Array(repeating: "0", count: 48).joined(separator: " ")
        for (state, expected) in [("Z", Int32(256)), ("S", nil)] {
            let bytes = Array("7 (a) name) \(state) 1 \(fields) 256\n".utf8)
            #expect(ProcessStat.exitStatus(bytes.span) == expected)
        }
    }
}
