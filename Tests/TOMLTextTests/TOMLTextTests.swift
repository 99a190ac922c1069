import TOMLKit
import TOMLText
import Testing

@Suite struct TOMLTextTests {
    private func error(_ text: String) -> TOMLTextError? {
        do throws(TOMLTextError) {
            _ = try TOMLText.table(text)
            return nil
        } catch {
            return error
        }
    }

    /// Each of them ended the process before it was refused here: found by fuzzing.
    @Test(arguments: [
        ("device = \"x\"\n[\n", 2), ("[", 1), ("[[\n]]", 1), ("[ ]", 1), ("a = 1\n\n  [.b]\n", 3),
        ("every = 1979-05-27T0ery", 1), ("a = 07:32:", 1), ("a = [1979-05-27T]", 1), ("a = [}", 1),
        ("a = [{]", 1), ("]", 1),
    ])
    func whatTheParserWouldDieOfIsRefusedWithItsLine(text: String, line: Int) {
        #expect(error(text)?.line == line)
    }

    @Test func whatIsWrittenInStringsAndCommentsIsNobodysBusiness() throws {
        let text = """
            # [ and 1979-05-27
            a = "[ 12:30" # ]
            b = '2026-01-01'
            c = \"""
            [
            12:30 \\\" \""" # [
            "d [" = -3
            e-1 = 0.5
            [f]
            g = [1, 2,
              3]
            [[h]]
            """
        let table = try TOMLText.table(text)
        #expect(table["a"]?.string == "[ 12:30" && table["b"]?.string == "2026-01-01")
        #expect(table["d ["]?.int == -3 && table["e-1"]?.double == 0.5)
        #expect(table["f"]?.table?["g"]?.array?.count == 3)
    }

    @Test(arguments: [("a = ", 1), ("a = 1\nb = \"x\n", 2), ("a = 1\na = 2", 2)])
    func aSyntaxErrorHasItsLine(text: String, line: Int) {
        #expect(error(text)?.line == line)
        #expect(error(text)?.description.contains("\n") == false)
    }
}
