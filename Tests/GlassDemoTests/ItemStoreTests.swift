import Foundation
import Testing

@testable import glass_demo

@Suite final class ItemStoreTests {
    private let folder: TemporaryFolder
    private let store: ItemStore

    init() throws {
        folder = try TemporaryFolder()
        store = try ItemStore(folder: folder.path)
    }

    deinit { folder.remove() }

    @Test func findsItemsByTheirNumber() throws {
        #expect(try store.item(id: 17) == Item(number: 17))
        #expect(try store.item(id: 0) == nil)
        #expect(try store.item(id: .max) == nil)
    }

    @Test func findsOthersOfTheCategory() throws {
        let item = Item(number: 5)
        let others = try store.itemsLike(item)
        #expect(others.count == 10)
        #expect(others.allSatisfy { $0.category == item.category && $0.id != item.id })
        #expect(others.map(\.priceCents) == others.map(\.priceCents).sorted())
    }

    @Test func searchesTheDescriptions() throws {
        let found = try store.search("Number 123.")
        #expect(found == [Item(number: 123)])
        #expect(try store.search("teapot").count == 20)
    }

    @Test(arguments: ["%", "_", "\\", "' OR 1=1 --"])
    func takesWildcardsAndQuotesAsTheyAre(words: String) throws {
        #expect(try store.search(words).isEmpty)
    }

    @Test func theFolderIsPrivateAndGoesAway() throws {
        let own = try TemporaryFolder()
        let permissions = try FileManager.default.attributesOfItem(atPath: own.path)[.posixPermissions] as? Int
        #expect(permissions == 0o700)
        own.remove()
        #expect(!FileManager.default.fileExists(atPath: own.path))
    }

    @Test func aFolderThatIsMissingIsReported() {
        #expect(throws: DemoError.self) { try ItemStore(folder: folder.path + "/missing") }
    }
}
