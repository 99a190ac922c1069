import Glibc
import TestSupport
import Testing

@testable import AudioCapture

@Suite struct DeviceIdentityTests {
    @Test func usbNamesAreParsedAndAllOthersAreALSAs() {
        let rows: [(name: String, identity: DeviceIdentity?)] = [
            ("default", .alsa("default")), ("hw:CARD=Headset,DEV=0", .alsa("hw:CARD=Headset,DEV=0")),
            ("usb:046d:0825", .usb(vendor: 0x046d, product: 0x0825, serial: nil)),
            ("usb:046D:825:A:1", .usb(vendor: 0x046d, product: 0x0825, serial: "A:1")),
            ("usb:046d", nil), ("usb:46d:xyz", nil), ("usb:10000:1", nil), ("usb:", nil),
        ]
        for row in rows { #expect(DeviceIdentity(row.name) == row.identity, "\(row.name)") }
        #expect(DeviceIdentity("usb:46D:825")?.text == "usb:046d:0825")
    }

    /// A sound class folder as sysfs lays it out: `device` links to the interface, below the USB device.
    private struct FakeSysfs {
        let root: String

        init() throws { root = try #require(makeTemporaryFolder("undertone-sysfs")) }

        func write(_ text: String, to name: String) throws {
            let file = unsafe open("\(root)/\(name)", O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
            try #require(file >= 0)
            let bytes = Array(text.utf8)
            // SAFETY: writes no more bytes than the array has.
            #expect(unsafe Glibc.write(file, bytes, bytes.count) == bytes.count)
            close(file)
        }

        func plug(_ usb: String, card: Int, id: String, product: String, serial: String, captures: Bool)
            throws
        {
            for folder in [usb, "\(usb)/1.0", "card\(card)"] { unsafe mkdir("\(root)/\(folder)", 0o700) }
            try write("046d\n", to: "\(usb)/idVendor")
            try write("\(product)\n", to: "\(usb)/idProduct")
            try write("\(serial)\n", to: "\(usb)/serial")
            try write("\(id)\n", to: "card\(card)/id")
            unsafe symlink("../\(usb)/1.0", "\(root)/card\(card)/device")
            if captures { unsafe mkdir("\(root)/card\(card)/pcmC\(card)D1c", 0o700) }
        }
    }

    @Test func aUSBDeviceIsFoundWhateverItsCardsNumber() throws {
        let sysfs = try FakeSysfs()
        defer { removeTemporaryFolder(sysfs.root) }
        try sysfs.plug("usb1", card: 2, id: "Speaker", product: "0825", serial: "A", captures: false)
        try sysfs.plug("usb2", card: 3, id: "Webcam", product: "0825", serial: "B", captures: true)
        try sysfs.plug("usb3", card: 11, id: "Webcam_1", product: "0825", serial: "C", captures: true)
        func name(_ text: String) throws -> String {
            try #require(DeviceIdentity(text)).alsaName(classFolder: sysfs.root)
        }
        #expect(try name("usb:046d:0825") == "hw:CARD=Webcam,DEV=1")
        #expect(try name("usb:046d:0825:C") == "hw:CARD=Webcam_1,DEV=1")
        #expect(try name("default") == "default")
        for absent in ["usb:046d:0825:A", "usb:046d:0825:D", "usb:046d:0826", "usb:046e:0825"] {
            let error = #expect(throws: PCMError.self) { try name(absent) }
            #expect(error?.reason == .missing && error?.device == absent)
        }
    }
}
