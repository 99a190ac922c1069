import Glibc
import TestSupport
import Testing

@testable import AudioCapture

@Suite struct DeviceHolderTests {
    @Test func theHolderOfACaptureDeviceIsNamed() throws {
        // The shape that the kernel gives /proc/asound: one folder a subdevice, its status a few lines.
        let root = try #require(makeTemporaryFolder("undertone-proc"))
        defer { removeTemporaryFolder(root) }
        let folders = [
            "asound", "asound/Headset", "asound/Headset/pcm0c", "asound/Headset/pcm0c/sub0",
            "asound/Headset/pcm1c", "asound/Headset/pcm1c/sub0", "asound/Headset/pcm1c/sub1", "4120",
        ]
        for folder in folders { _ = unsafe mkdir("\(root)/\(folder)", 0o700) }
        let files = [
            "asound/Headset/pcm0c/sub0/status": "closed\n",
            "asound/Headset/pcm1c/sub0/status": "closed\n",
            "asound/Headset/pcm1c/sub1/status": "state: RUNNING\nowner_pid   : 4120\ntrigger_time: 1.2\n",
            "4120/comm": "pipewire\n",
        ]
        for (path, text) in files {
            guard let file = unsafe fopen("\(root)/\(path)", "w") else { continue }
            unsafe fputs(text, file)
            unsafe fclose(file)
        }
        #expect(DeviceHolder.find("hw:CARD=Headset,DEV=1", procRoot: root) == "pid 4120, pipewire")
        #expect(DeviceHolder.find("hw:CARD=Headset,DEV=0", procRoot: root) == nil)
        #expect(DeviceHolder.find("hw:CARD=Headset", procRoot: root) == nil)
        #expect(DeviceHolder.find("hw:CARD=Other,DEV=1", procRoot: root) == nil)
        #expect(DeviceHolder.find("default", procRoot: root) == nil)
    }
}
