import FoundationEssentials
public import Plotting
public import ResultFiles

/// A folder with `report.json`, `report.md` and the pictures that it shows.
public struct ReportFolder: Sendable {
    /// The folder.
    public let path: String

    /// A folder for a report; it is made where there is none.
    ///
    /// - Throws: `ResultFileError` where nothing can be written there: before hours of work, not after.
    public init(path: String) throws(ResultFileError) {
        self.path = path
        // Whatever prevents it also prevents the try to write.
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try ResultFile.requireWritable(path + "/report.json")
    }

    /// Writes the report; every file appears whole or not at all, the text last, so that it never shows
    /// a picture that is not there.
    ///
    /// - Parameters:
    ///   - report: What to write.
    ///   - metrics: The training's epochs, a model each; may be shorter than the models.
    /// - Returns: Why there are no pictures, where they could not be drawn.
    /// - Throws: `ResultFileError` where a file cannot be written.
    public func write(_ report: EvaluationReport, metrics: [TrainingMetrics] = []) throws -> PlotError? {
        try ResultFile.replace(path + "/report.json", with: try report.json())
        var failure: PlotError?
        var images: [[ReportImage]] = []
        for (index, model) in report.models.enumerated() where failure == nil {
            let prefix = report.models.count > 1 ? "model-\(index + 1)-" : ""
            let known = metrics.indices.contains(index) ? metrics[index] : nil
            do throws(PlotError) {
                images.append(try draw(model.pictures(report.procedure, metrics: known, prefix: prefix)))
            } catch .unwritable(let error) {
                throw error
            } catch {
                failure = error
            }
        }
        try ResultFile.replace(path + "/report.md", with: Array(report.markdown(pictures: images).utf8))
        return failure
    }

    /// Writes a cross-validation: `loso.json` and `loso.md`, or `loco…`.
    public func write(_ report: CrossValidationReport) throws {
        let name = path + "/" + report.protocolName
        try ResultFile.replace(name + ".json", with: try report.json())
        try ResultFile.replace(name + ".md", with: Array(report.markdown().utf8))
    }

    /// Writes an ablation: `ablation.json` and `ablation.md`.
    public func write(_ report: AblationReport) throws {
        try ResultFile.replace(path + "/ablation.json", with: try report.json())
        try ResultFile.replace(path + "/ablation.md", with: Array(report.markdown().utf8))
    }

    /// What an earlier ablation found; nil where there is none that can be read.
    public var earlierAblation: AblationReport? {
        guard let bytes = try? FileTree.contents(of: path + "/ablation.json") else { return nil }
        return try? AblationReport(json: bytes)
    }

    private func draw(_ pictures: [ReportPicture]) throws(PlotError) -> [ReportImage] {
        var images: [ReportImage] = []
        for picture in pictures {
            try picture.picture.writeAndWait(to: path + "/" + picture.file)
            images.append(ReportImage(path: picture.file, caption: picture.caption))
        }
        return images
    }
}
