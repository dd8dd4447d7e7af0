import GlassModel
import GlassSystem
import Testing

@testable import GlassSampler

struct MailboxTests {
    @Test func nothingIsLostBetweenThreads() throws {
        let mailbox = Mailbox<Int>(wakingAt: 16)
        let count = 10_000
        let sender = try OSThread(name: "sender") {
            for number in 0..<count { mailbox.send(number, urgently: number == count - 1) }
        }
        var all: [Int] = []
        var received: [Int] = []
        while all.count < count {
            mailbox.receive(into: &received, until: Clocks.monotonic + Nanoseconds(1_000_000_000))
            all += received
        }
        sender.join()
        #expect(all == Array(0..<count))
    }

    @Test func theDeadlineEndsAWait() {
        let mailbox = Mailbox<Int>(wakingAt: 2)
        mailbox.send(1)
        var received: [Int] = []
        mailbox.receive(into: &received, until: Clocks.monotonic)
        #expect(received == [1])
    }

    @Test func whatNobodyHasReadCanBeFolded() {
        let mailbox = Mailbox<Int>(wakingAt: 1)
        mailbox.send(1)
        mailbox.update { waiting in
            waiting[waiting.count - 1] += 41
            return false
        }
        var received: [Int] = []
        mailbox.receive(into: &received, until: Clocks.monotonic)
        #expect(received == [42])
    }

    @Test func aPatientReceiverIsWokenByWhatIsUrgentAlone() throws {
        let mailbox = Mailbox<Int>(wakingAt: 1)
        var received: [Int] = []
        // What waits is left where it is until the deadline, and then taken.
        mailbox.send(1)
        let begin = Clocks.monotonic
        mailbox.receive(into: &received, until: begin + Nanoseconds(20_000_000), patiently: true)
        #expect(received == [1])
        #expect(Clocks.monotonic - begin >= Nanoseconds(20_000_000))
        // What is urgent ends a wait that would take as long as the test.
        let sender = try OSThread(name: "sender") {
            for number in 0..<100 {
                mailbox.update { waiting in
                    waiting.append(number)
                    return number == 99
                }
            }
        }
        mailbox.receive(into: &received, until: Clocks.monotonic + Nanoseconds(600_000_000_000), patiently: true)
        sender.join()
        #expect(received == Array(0..<100))
    }
}
