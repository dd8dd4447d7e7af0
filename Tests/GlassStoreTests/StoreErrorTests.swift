import Testing

@testable import GlassStore

@Suite struct StoreErrorTests {
    private static let all: [(StoreError, StoreError.Kind)] = [
        (.notFound(path: "/x"), .noInput), (.notReadable(path: "/x", reason: "r"), .notPermitted),
        (.notARecording(path: "/x", reason: "r"), .notAProfile),
        (.newerVersion(path: "/x", found: 7, supported: 2), .notAProfile),
        (.damaged(path: "/x", place: "p"), .notAProfile), (.exists(path: "/x"), .notWritable),
        (.busy(path: "/x"), .notWritable), (.notWritable(path: "/x", reason: "r"), .notWritable),
        (.full(path: "/x"), .notWritable), (.invalidBatch(path: "/x", reason: "r"), .notWritable),
        (.noRecordings(directory: "/x"), .noInput), (.noMatch(name: "n", directory: "/x"), .noInput),
        (.ambiguous(name: "/x", candidates: ["a", "b"]), .usage), (.live(path: "/x"), .usage),
    ]

    @Test(arguments: all)
    func saysWhatHappenedToWhichThingAndWhatToDo(error: StoreError, kind: StoreError.Kind) {
        #expect(error.kind == kind)
        #expect(error.description.contains("/x"))
        #expect(error.description.contains("; ") || error.description.contains(": free"))
        #expect(!error.description.contains("\n"))
    }

    @Test func namesBothVersions() {
        let error = StoreError.newerVersion(path: "a.glass", found: 7, supported: 2)
        #expect(
            error.description
                == "a.glass: written by a newer glass (format 7, this one reads up to 2); update glass")
    }
}
