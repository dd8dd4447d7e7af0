import GlassModel
import Testing

@testable import GlassConfiguration

@Suite struct PythonSettingsTests {
    @Test func readsEveryKey() throws {
        let text = """
            [python]
            read = false
            native = "all"
            gil = true
            show_locals = ["cache_Key"]
            hide_locals = ["Patient"]
            """
        let python = try Configuration(toml: text, file: "c.toml").python
        #expect(!python.read.value && python.gil.value && python.native.value == "all")
        #expect(python.localsRules.shown == ["cache_key"])
        #expect(python.localsRules.hidden == ["patient"])
    }

    @Test func refusesOtherNativeFrames() throws {
        let error = #expect(throws: ConfigurationError.self) {
            _ = try Configuration(toml: "[python]\nnative = \"some\"", file: "c.toml")
        }
        #expect("\(try #require(error))".contains("one of on, all, off"))
    }
}
