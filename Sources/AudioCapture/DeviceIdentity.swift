internal import Glibc

/// Which device is meant, whatever number its card has today.
///
/// `usb:VENDOR:PRODUCT[:SERIAL]`, in hexadecimal as `lsusb` prints it, is looked up in sysfs each time it is
/// opened. Every other name is ALSA's own; there `hw:CARD=id` follows the card, and `hw:0` does not.
public enum DeviceIdentity: Sendable, Equatable {
    /// A name of ALSA's.
    case alsa(String)
    /// A USB device; any serial number where none is given.
    case usb(vendor: UInt16, product: UInt16, serial: String?)

    /// What `name` means; nil where it begins with `usb:` and is not what this takes.
    public init?(_ name: String) {
        guard name.hasPrefix("usb:") else {
            self = .alsa(name)
            return
        }
        let parts = name.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, let vendor = UInt16(parts[1], radix: 16),
            let product = UInt16(parts[2], radix: 16)
        else { return nil }
        self = .usb(vendor: vendor, product: product, serial: parts.count > 3 ? String(parts[3]) : nil)
    }

    /// The name by which ALSA opens it today.
    ///
    /// - Parameter classFolder: sysfs's folder of sound cards.
    /// - Throws: ``PCMError`` where no such device is connected.
    public func alsaName(classFolder: String = "/sys/class/sound") throws(PCMError) -> String {
        switch self {
        case .alsa(let name): return name
        case .usb(let vendor, let product, let serial):
            for card in Self.cards(in: classFolder)
            where Self.isCard(card, vendor, product, serial) {
                if let name = Self.captureName(ofCard: card) { return name }
            }
            throw PCMError(
                .missing, device: text, detail: "no such microphone is connected",
                remedy: "plug it in; lsusb shows vendor and product")
        }
    }

    /// The name as it is given on the command line.
    public var text: String {
        switch self {
        case .alsa(let name): return name
        case .usb(let vendor, let product, let serial):
            let numbers = "usb:\(Self.hexadecimal(vendor)):\(Self.hexadecimal(product))"
            return serial.map { "\(numbers):\($0)" } ?? numbers
        }
    }

    private static func hexadecimal(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }

    // MARK: - sysfs

    /// The folders of all cards, by number.
    private static func cards(in folder: String) -> [String] {
        (0..<32).map { "\(folder)/card\($0)" }.filter { unsafe access("\($0)/id", R_OK) == 0 }
    }

    /// Whether the USB device above the card's interface is the one that is meant.
    private static func isCard(_ card: String, _ vendor: UInt16, _ product: UInt16, _ serial: String?) -> Bool
    {
        let device = "\(card)/device/.."
        guard SmallFile.line("\(device)/idVendor").flatMap({ UInt16($0, radix: 16) }) == vendor,
            SmallFile.line("\(device)/idProduct").flatMap({ UInt16($0, radix: 16) }) == product
        else { return false }
        return serial == nil || SmallFile.line("\(device)/serial") == serial
    }

    /// The card's first capture device.
    private static func captureName(ofCard card: String) -> String? {
        guard let id = SmallFile.line("\(card)/id"), let digits = card.split(separator: "d").last else {
            return nil
        }
        let number = (0..<32).first { unsafe access("\(card)/pcmC\(digits)D\($0)c", F_OK) == 0 }
        return number.map { "hw:CARD=\(id),DEV=\($0)" }
    }
}
