/// One key of a section, as it is in force.
struct ConfigurationEntry {
    let key: String
    /// As TOML; nil for a key that is not set.
    let value: String?
    /// What a value could look like, for a key that is not set.
    let example: String
    let origin: SettingOrigin

    init(_ key: String, _ value: String?, example: String = "", _ origin: SettingOrigin) {
        self.key = key
        self.value = value
        self.example = example
        self.origin = origin
    }

    init(_ key: String, _ setting: Setting<Bool>) { self.init(key, "\(setting.value)", setting.origin) }
    init(_ key: String, _ setting: Setting<Int>) { self.init(key, "\(setting.value)", setting.origin) }
    init(_ key: String, _ setting: Setting<Double>) { self.init(key, TOMLText.number(setting.value), setting.origin) }
    init(_ key: String, _ setting: Setting<String>) { self.init(key, TOMLText.string(setting.value), setting.origin) }
    init(_ key: String, _ setting: Setting<[String]>) { self.init(key, TOMLText.list(setting.value), setting.origin) }
}
