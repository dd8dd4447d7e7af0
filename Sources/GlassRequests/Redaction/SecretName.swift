/// Tells by its name, or by what it looks like, what no person but its owner should read.
public enum SecretName {
    /// Whether a variable or a key of that name likely holds a secret: `password`, `apiKey`, `X-Auth-Token`.
    public static func matches(_ name: String) -> Bool {
        let words = words(of: name)
        if words.contains(where: { secretWords.contains($0) || $0.hasSuffix("token") }) { return true }
        let joined = words.joined()
        return secretParts.contains { joined.contains($0) }
    }

    private static let secretWords: Set<String> = [
        "pass", "pwd", "auth", "cookie", "cookies", "key", "keys", "tokens", "jwt", "csrf", "xsrf", "pin", "otp", "ssn",
        "iban", "cvv", "cvc", "session", "sessionid", "sid", "signature", "bearer", "dsn",
    ]

    private static let secretParts = [
        "password", "passwd", "passphrase", "secret", "credential", "authorization", "apikey", "privatekey",
        "accesskey",
    ]

    /// In lower case: `X-Auth-Token` and `xAuthToken` are `x`, `auth` and `token`.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasSmall = false
        for character in name {
            let isPart = character.isLetter || character.isNumber
            if !isPart || (character.isUppercase && wasSmall) {
                words.append(word)
                word = ""
            }
            if isPart { word += character.lowercased() }
            wasSmall = isPart && !character.isUppercase
        }
        return (words + [word]).filter { !$0.isEmpty }
    }
}

/// Tells a text that is, or holds, a secret.
public enum SecretText {
    /// Whether a text looks like a credential, is a scheme with one (`Bearer …`), holds a user's password (`//ada:pw@host`),
    /// or says the name of a secret before a value (`password=…`).
    public static func matches(_ text: String) -> Bool {
        if ["Bearer ", "Basic ", "-----BEGIN "].contains(where: { text.hasPrefix($0) }) { return true }
        let bytes = text.utf8.span.bytes
        return SecretShape.isIn(bytes) || RedactedTarget.holdsPassword(bytes) || namesSecret(text)
    }

    private static func namesSecret(_ text: String) -> Bool {
        var name = ""
        for character in text {
            if character == "=" || character == ":" {
                if SecretName.matches(name) { return true }
                name = ""
            } else if character.isLetter || character.isNumber || "_-".contains(character) {
                name.append(character)
            } else if !"\"' ".contains(character) {
                name = ""
            }
        }
        return false
    }
}
