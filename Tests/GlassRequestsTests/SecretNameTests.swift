import GlassRequests
import Testing

/// Which variables of a program are taken for secrets.
@Suite("Secret names")
struct SecretNameTests {
    @Test(
        "Names that sound like secrets, however they are written",
        arguments: [
            "password", "PASSWORD", "db_password", "userPassword", "passwd", "pwd", "secret", "client_secret", "token",
            "authToken", "accesstoken", "X-Auth-Token", "Authorization", "cookie", "Set-Cookie", "key", "api_key",
            "apiKey",
            "APIKEY", "private_key", "session", "sessionid", "credentials", "jwt",
        ])
    func secret(_ name: String) { #expect(SecretName.matches(name)) }

    @Test(
        "Names that do not",
        arguments: ["user", "monkey", "keyboard", "passenger", "tokenizer", "author", "pinned", "n", "", "_", "größe"])
    func harmless(_ name: String) { #expect(!SecretName.matches(name)) }

    @Test(
        "Texts that are or hold a secret",
        arguments: [
            "Bearer abc", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIi", "postgres://ada:pw@db/shop", "host=db password=hunter2",
            "{\"token\": \"abc\"}", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "-----BEGIN PRIVATE KEY-----",
        ])
    func secretTexts(_ text: String) { #expect(SecretText.matches(text)) }

    @Test(
        "Texts that are none",
        arguments: ["", "plain", "SELECT * FROM item WHERE id = ?", "https://example.org/a?page=2", "12:30", "größe"])
    func harmlessTexts(_ text: String) { #expect(!SecretText.matches(text)) }
}
