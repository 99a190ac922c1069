internal import CALSA

/// The names of capture devices, as libasound tells them.
enum DeviceNames {
    /// A capture device of a card.
    struct Hardware: Equatable {
        var name: String
        var cardName: String
        var deviceName: String
    }

    /// The capture devices of all cards, named by the card's id: its number changes from boot to boot.
    static func hardware() -> [Hardware] {
        _ = ALSA.isSilenced
        var found: [Hardware] = []
        var card: CInt = -1
        while unsafe snd_card_next(&card) >= 0, card >= 0 { append(card, to: &found) }
        return found
    }

    private static func append(_ card: CInt, to found: inout [Hardware]) {
        guard let control = CardControl(card) else { return }
        var device: CInt = -1
        while control.next(&device), device >= 0 {
            guard let name = control.captureName(device) else { continue }
            found.append(
                Hardware(
                    name: "hw:CARD=\(control.id),DEV=\(device)", cardName: control.name, deviceName: name))
        }
    }
}

/// An open control of a card (`snd_ctl_open`), closed by `snd_ctl_close` when it goes.
// SAFETY: `control` is valid from `snd_ctl_open` to deinit and never leaves this owner.
@safe
private struct CardControl: ~Copyable {
    let id: String
    let name: String
    private let control: OpaquePointer

    init?(_ card: CInt) {
        var control: OpaquePointer?
        guard unsafe snd_ctl_open(&control, "hw:\(card)", SND_CTL_NONBLOCK) >= 0,
            let control = unsafe control
        else { return nil }
        var info: OpaquePointer?
        guard unsafe snd_ctl_card_info_malloc(&info) >= 0, let info = unsafe info,
            unsafe snd_ctl_card_info(control, info) >= 0
        else {
            unsafe snd_ctl_card_info_free(info)
            unsafe snd_ctl_close(control)
            return nil
        }
        // SAFETY: the strings belong to `info`, and are copied before it is freed.
        self.id = unsafe String(cString: snd_ctl_card_info_get_id(info))
        self.name = unsafe String(cString: snd_ctl_card_info_get_name(info))
        unsafe snd_ctl_card_info_free(info)
        unsafe self.control = control
    }

    deinit { unsafe snd_ctl_close(control) }

    /// Moves `device` on to the card's next PCM device, or to -1 after the last.
    func next(_ device: inout CInt) -> Bool {
        unsafe snd_ctl_pcm_next_device(control, &device) >= 0
    }

    /// The name of the capture side of `device`; nil where it has none.
    func captureName(_ device: CInt) -> String? {
        var info: OpaquePointer?
        guard unsafe snd_pcm_info_malloc(&info) >= 0, let info = unsafe info else { return nil }
        // SAFETY: `info` was just allocated, does not leave this function and is freed at its end.
        defer { unsafe snd_pcm_info_free(info) }
        unsafe snd_pcm_info_set_device(info, CUnsignedInt(device))
        unsafe snd_pcm_info_set_subdevice(info, 0)
        unsafe snd_pcm_info_set_stream(info, SND_PCM_STREAM_CAPTURE)
        guard unsafe snd_ctl_pcm_info(control, info) >= 0 else { return nil }
        return unsafe String(cString: snd_pcm_info_get_name(info))
    }
}
