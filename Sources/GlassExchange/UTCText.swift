import GlassModel

/// A moment as RFC 3339 writes it, in UTC: `2026-11-21T15:02:00.123456789Z`. It sorts as a text, and no spreadsheet
/// rounds it, as it would round so many nanoseconds.
enum UTCText {
    private static let secondsOfDay: Int64 = 86_400

    static func format(_ time: Timestamp) -> String {
        let second = time.second
        let day = (second - (second % secondsOfDay + secondsOfDay) % secondsOfDay) / secondsOfDay
        let ofDay = second - day * secondsOfDay
        let (year, month, date) = civil(day)
        var text: [UInt8] = []
        text.reserveCapacity(30)
        append(year, 4, to: &text)
        for (sign, value) in [
            ("-", month), ("-", date), ("T", ofDay / 3_600), (":", ofDay / 60 % 60), (":", ofDay % 60),
        ] {
            text.append(contentsOf: sign.utf8)
            append(value, 2, to: &text)
        }
        text.append(UInt8(ascii: "."))
        append(time.rawValue &- second &* 1_000_000_000, 9, to: &text)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ value: Int64, _ digits: Int, to text: inout [UInt8]) {
        let number = String(value)
        text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, digits - number.utf8.count)))
        text.append(contentsOf: number.utf8)
    }

    /// The date of a day counted from 1970-01-01. Years begin in March here, so that a leap day is the last of its year,
    /// and 400 years (an era) have 146,097 days.
    private static func civil(_ day: Int64) -> (year: Int64, month: Int64, date: Int64) {
        let daysOfEra: Int64 = 146_097
        let sinceMarch = day + 719_468
        let dayOfEra = (sinceMarch % daysOfEra + daysOfEra) % daysOfEra
        let era = (sinceMarch - dayOfEra) / daysOfEra
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
