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

}
