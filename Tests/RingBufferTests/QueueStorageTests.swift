import Glibc
import Testing

@testable import RingBuffer

@Suite struct QueueStorageTests {
    /// Somebody's voice is left out of core files: "dd" among the kernel's flags for the pages of the samples.
    @Test func samplesAreLeftOutOfCoreFiles() throws {
        let storage = QueueStorage(sampleCapacity: 65_536, markCapacity: 4, startingAt: 0)
        let address = unsafe UInt(bitPattern: storage.samples)
        let flags = try #require(Self.flags(ofPagesAt: address))
        #expect(flags.contains("dd"), "\(flags)")
        // What is not somebody's voice is dumped: the flag can be missing.
        let marks = unsafe UInt(bitPattern: storage.marks)
        #expect(Self.flags(ofPagesAt: marks)?.contains("dd") == false)
    }

    /// What /proc/self/smaps says of the mapping that holds an address.
    private static func flags(ofPagesAt address: UInt) -> [Substring]? {
        guard let file = unsafe fopen("/proc/self/smaps", "r") else { return nil }
        defer { unsafe fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { unsafe free(line) }
        var isHere = false
        while unsafe getline(&line, &capacity, file) > 0 {
            // SAFETY: getline has filled the line and ended it with a zero.
            let words = unsafe String(cString: line!).split { $0 == " " || $0 == "\n" }
            if let range = words.first?.split(separator: "-"), range.count == 2,
                let first = UInt(range[0], radix: 16), let end = UInt(range[1], radix: 16)
            {
                isHere = (first..<end).contains(address)
            } else if isHere, words.first == "VmFlags:" {
                return Array(words.dropFirst())
            }
        }
        return nil
    }
}
