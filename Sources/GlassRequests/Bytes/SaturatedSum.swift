extension FixedWidthInteger where Self: SignedInteger {
    /// Without overflow, of what is not negative: what is counted may be what somebody claims.
    func adding(_ other: Self) -> Self {
        let (sum, isTooMuch) = addingReportingOverflow(other)
        return isTooMuch ? .max : sum
    }
}
