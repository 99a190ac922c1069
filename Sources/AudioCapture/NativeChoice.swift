/// Which of a device's rates and channel counts is taken.
enum NativeChoice {
    /// Rates in the order of preference: a sound server has no rate of its own and works at 48 kHz; above
    /// that nothing is gained for speech, and below 16 kHz the upper half of its band is lost.
    static let ratesHz = [
        48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 96_000, 88_200, 64_000, 192_000, 176_400, 384_000,
        11_025, 8000,
    ]

    /// The device's rate: its only one, else the first it offers of those preferred, else its lowest.
    static func rate(_ offer: borrowing HardwareParameters, _ handle: borrowing PCMHandle) -> Int? {
        guard let range = offer.rates() else { return nil }
        if range.count == 1 { return range.lowerBound }
        for rate in ratesHz where offer.offers(rateHz: rate, handle) { return rate }
        return offer.offers(rateHz: range.lowerBound, handle) ? range.lowerBound : range.upperBound
    }

    /// The device's channels: its only number, else two (or the channel wanted, if higher), else the next
    /// it offers.
    static func channels(
        _ offer: borrowing HardwareParameters, _ handle: borrowing PCMHandle, wanting channel: Int?
    ) -> Int? {
        guard let range = offer.channels() else { return nil }
        let wanted = min(max(2, channel ?? 2, range.lowerBound), range.upperBound)
        for count in wanted...range.upperBound where offer.offers(channels: count, handle) { return count }
        for count in (range.lowerBound...wanted).reversed() where offer.offers(channels: count, handle) {
            return count
        }
        return nil
    }
}
