/// What gnuplot is told: the whole picture, data included, as one script.
///
/// All text is in single quotes, where gnuplot gives no character but the quote itself a meaning, and the
/// terminal's own markup is off: whatever a file is called, its name is drawn and not obeyed.
struct GnuplotScript {
    /// The script.
    private(set) var text = ""
    let picture: Picture
    let format: PictureFormat
    private var dataBlocks = 0

    init(_ picture: Picture, format: PictureFormat) {
        self.picture = picture
        self.format = format
        let layout = PictureLayout(picture)
        add(terminal)
        add("set encoding utf8")
        add("set multiplot")
        for (row, frames) in zip(picture.rows, layout.frames) {
            for (panel, frame) in zip(row.panels, frames) { draw(panel, in: frame) }
        }
        drawTitle()
        add("unset multiplot")
    }

    mutating func add(_ line: String) { text += line + "\n" }

    /// A new block of data, one row a line; returns its name.
    mutating func addData(_ body: (inout String) -> Void) -> String {
        let name = "$d\(dataBlocks)"
        dataBlocks += 1
        text += "\(name) << END_OF_DATA\n"
        body(&text)
        text += "END_OF_DATA\n"
        return name
    }

    // MARK: - Words and places

    /// Text as gnuplot reads it.
    static func quoted(_ text: String) -> String {
        // A line break would end the command, and a control character breaks SVG.
        let line = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
        return "'"
            + String(line).split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "''") + "'"
    }

    /// A colour with gnuplot's transparency, `'#AARRGGBB'`, 0 being opaque.
    static func quoted(_ colour: Colour) -> String {
        let alpha = UInt32(((1 - colour.opacity) * 255).rounded())
        if alpha == 0 { return "'\(colour.hexadecimal)'" }
        let digits = String(alpha, radix: 16, uppercase: true)
        return "'#" + (digits.count < 2 ? "0" : "") + digits + colour.hexadecimal.dropFirst() + "'"
    }

    /// A font of so many pixels.
    func font(_ pixels: Double, isBold: Bool = false) -> String {
        // Cairo counts in points, of which 72 are as long as 96 pixels.
        let size = format == .png ? pixels * 0.75 : pixels
        return "'sans-serif\(isBold ? ":Bold" : ""),\((size * 10).rounded() / 10)'"
    }

    /// A place of the whole picture, in pixels from the lower left corner.
    func screen(_ x: Double, _ y: Double) -> String {
        "screen \(x / Double(picture.width)),\(y / Double(picture.height))"
    }

    /// Words at a place of the whole picture.
    mutating func addWords(
        _ text: String, at place: String, _ alignment: String, size: Double, isBold: Bool = false,
        colour: Colour = .ink
    ) {
        add(
            "set label \(Self.quoted(text)) at \(place) \(alignment) font \(font(size, isBold: isBold)) "
                + "textcolor rgb \(Self.quoted(colour)) front")
    }

    // MARK: - The whole

    private var terminal: String {
        let size = "size \(picture.width),\(picture.height)"
        let style = "font \(font(TextSize.numbers)) noenhanced rounded"
        return switch format {
        case .png: "set terminal pngcairo \(size) background rgb 'white' \(style)"
        case .svg: "set terminal svg \(size) dynamic background 'white' \(style)"
        }
    }

    private mutating func drawTitle() {
        guard let title = picture.title else { return }
        add("reset")
        let top = Double(picture.height)
        addWords(title, at: screen(18, top - 24), "left", size: TextSize.title, isBold: true)
        if let subtitle = picture.subtitle {
            addWords(subtitle, at: screen(18, top - 48), "left", size: TextSize.subtitle, colour: .axis)
        }
        add("set margins 0,0,0,0")
        add("unset border; unset tics; unset key; set xrange [0:1]; set yrange [0:1]")
        add("plot 2 with lines notitle")
    }
}

/// The sizes of text, in pixels.
enum TextSize {
    static let title = 19.0
    static let subtitle = 14.0
    static let panelTitle = 15.0
    static let label = 14.0
    static let numbers = 13.0
}
