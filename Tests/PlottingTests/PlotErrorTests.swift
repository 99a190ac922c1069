import FoundationEssentials
import Glibc
import ResultFiles
import TestSupport
import Testing

@testable import Plotting

@Suite struct PlotErrorTests {
    @Test func theEndingOfTheNameChoosesTheFormat() throws {
        #expect(try PictureFormat(path: "a/b.c/out.png") == .png)
        #expect(try PictureFormat(path: "out.SVG") == .svg)
        for path in ["out", "out.", "out.jpeg", "a.png/out", "", "/"] {
            #expect(throws: PlotError.unknownFormat(path: path)) { try PictureFormat(path: path) }
        }
        #expect(PlotError.unknownFormat(path: "out.gif").description.contains(".png or .svg"))
    }

    @Test func whatGnuplotSaysIsHeardWithoutItsFrame() {
        let parse = "\ngnuplot> plot sin(x\n                  ^\n         line 3: ')' expected\n"
        #expect(Gnuplot.complaint(in: parse) == "')' expected")
        #expect(Gnuplot.complaint(in: "warning: a\nout of memory\n\n") == "out of memory")
        #expect(Gnuplot.complaint(in: " \n") == nil)
    }

    @Test(.enabled(if: hasGnuplot, "gnuplot draws"))
    func aScriptThatGnuplotRefusesIsItsOwnMessage() async throws {
        // Longer than a pipe: gnuplot has left long before it could have read it all.
        let script = "set terminal nonesuch\n" + String(repeating: "# padding\n", count: 100_000)
        let error = await #expect(throws: PlotError.self) { try await Gnuplot.output(of: script) }
        guard case .gnuplotFailed(let message) = error else {
            Issue.record("gnuplot drew nonsense")
            return
        }
        #expect(message.contains("terminal"), "\(message)")
    }

    @Test func withoutGnuplotTheRemedyIsSaid() {
        #expect(PlotError.gnuplotMissing.description.contains("apt-get install gnuplot-nox"))
    }

    @Test(.enabled(if: hasGnuplot, "gnuplot draws"))
    func aPictureThatCannotBeWrittenIsSaidAndLeavesNothing() async throws {
        let folder = try #require(makeTemporaryFolder("undertone-plotting"))
        defer { removeTemporaryFolder(folder) }
        let picture = Picture(title: "t", panel: Panel(x: Axis(), y: Axis(), layers: []))
        let path = folder + "/absent/out.png"
        await #expect(throws: PlotError.unwritable(ResultFileError(path: path, reason: .system(ENOENT)))) {
            try await picture.write(to: path)
        }
        await #expect(throws: PlotError.unknownFormat(path: "out.gif")) {
            try await picture.write(to: "out.gif")
        }
        try await picture.write(to: folder + "/out.svg")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["out.svg"])
    }
}
