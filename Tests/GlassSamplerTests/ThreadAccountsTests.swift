import GlassModel
import Testing

@testable import GlassSampler

struct ThreadAccountsTests {
    private let cpu = Weight(cpu: Nanoseconds(1_000_000))

    private func stack(cpu: Weight = .zero, isQueued: Bool) -> CapturedStack {
        let stack = CapturedStack()
        stack.thread = ThreadKey(1)
        stack.weight = cpu
        stack.isQueued = isQueued
        return stack
    }

    @Test func timeWithoutASampleGoesToWhereAThreadLastRan() {
        var accounts = ThreadAccounts()
        #expect(accounts.lastStack(of: ThreadKey(1), for: cpu) == nil)
        accounts.seen(stack(cpu: cpu, isQueued: false), at: 7)
        accounts.seen(stack(isQueued: true), at: 8)
        #expect(accounts.lastStack(of: ThreadKey(1), for: cpu) == 7)
    }

    @Test func orToWhereItStoodInTheQueueIfItWasSeenNowhereElse() {
        var accounts = ThreadAccounts()
        accounts.seen(stack(isQueued: false), at: 6)
        #expect(accounts.lastStack(of: ThreadKey(1), for: cpu) == nil)
        accounts.seen(stack(isQueued: true), at: 8)
        #expect(accounts.lastStack(of: ThreadKey(1), for: cpu) == 8)
    }
}
