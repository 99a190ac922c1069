import Testing

@testable import AudioCapture

@Suite struct SampleConverterTests {
    /// Rows of {format, bytes of one sample, value}: ends, zero and one step of each format.
    static let rows: [(PCMFormat, [UInt8], Float)] = [
        (.signed16, [0x00, 0x00], 0),
        (.signed16, [0x00, 0x80], -1),
        (.signed16, [0xff, 0x7f], 32_767.0 / 32_768),
        (.signed16, [0x01, 0x00], 0x1p-15),
        (.signed24Packed, [0x00, 0x00, 0x80], -1),
        (.signed24Packed, [0xff, 0xff, 0x7f], 8_388_607.0 / 8_388_608),
        (.signed24Packed, [0xff, 0xff, 0xff], -0x1p-23),
        (.signed24, [0x00, 0x00, 0x80, 0x00], -1),
        (.signed24, [0xff, 0xff, 0x7f, 0xa5], 8_388_607.0 / 8_388_608),
        (.signed24, [0xff, 0xff, 0xff, 0x00], -0x1p-23),
        (.signed32, [0x00, 0x00, 0x00, 0x80], -1),
        (.signed32, [0x00, 0x00, 0x00, 0x40], 0.5),
        (.signed32, [0x00, 0x01, 0x00, 0x00], 0x1p-23),
        (.float32, [0x00, 0x00, 0x40, 0xbf], -0.75),
        (.float32, [0x00, 0x00, 0xc0, 0x7f], 0),  // not a number
        (.float32, [0x00, 0x00, 0x80, 0xff], 0),  // minus infinity
    ]

    @Test(arguments: rows)
    func everyFormatIsDividedByItsFullScale(format: PCMFormat, bytes: [UInt8], value: Float) {
        let converter = SampleConverter(format: format, channels: 1, channel: nil)
        var mono: [Float] = [9, 9]
        converter.convert(bytes + bytes, frames: 2, into: &mono)
        #expect(mono == [value, value])
    }

    @Test func aChannelIsTakenAloneAndTheMixIsTheMeanOfAll() {
        // Two frames of three channels of 16 bits: 1/2, 1/4, -1/2 and 0, 1/8, 1.
        let bytes: [UInt8] = [0, 0x40, 0, 0x20, 0, 0xc0, 0, 0, 0, 0x10, 0xff, 0x7f]
        let expected: [Int?: [Float]] = [
            0: [0.5, 0], 1: [0.25, 0.125], 2: [-0.5, 32_767.0 / 32_768],
            nil: [0.25 / 3, (0.125 + 32_767.0 / 32_768) / 3],
        ]
        for (channel, values) in expected {
            let converter = SampleConverter(format: .signed16, channels: 3, channel: channel)
            var mono: [Float] = [0, 0]
            converter.convert(bytes, frames: 2, into: &mono)
            #expect(mono == values)
        }
    }
}
