/// Checks values against a JSON Schema, for the keywords that Undertone's schema uses.
///
/// An unknown keyword is a fault, so that the schema cannot outgrow its validator in silence. Source: JSON
/// Schema 2020-12, Core and Validation.
public struct JSONSchemaValidator: Sendable {
    private let root: JSONValue

    /// A validator for the schema in `text`.
    public init(schema text: String) throws {
        root = try JSONValue(parsing: text)
    }

    /// What is wrong with `value`, each fault with the path where it lies; empty when nothing is.
    public func faults(in value: JSONValue) -> [String] {
        faults(in: value, against: root, at: "$")
    }

    private func faults(in value: JSONValue, against schema: JSONValue, at path: String) -> [String] {
        switch schema {
        case .bool(true): return []
        case .object(let keywords):
            return keywords.flatMap { keyword, argument in
                check(keyword, argument, of: keywords, on: value, at: path)
            }
        default: return ["\(path): not allowed"]
        }
    }

    private func check(
        _ keyword: String, _ argument: JSONValue, of schema: [String: JSONValue], on value: JSONValue,
        at path: String
    ) -> [String] {
        switch keyword {
        case "$schema", "title", "description", "$defs", "then": return []
        case "$ref": return faults(in: value, against: definition(argument), at: path)
        case "allOf": return elements(argument).flatMap { faults(in: value, against: $0, at: path) }
        case "if":
            guard faults(in: value, against: argument, at: path).isEmpty, let then = schema["then"] else {
                return []
            }
            return faults(in: value, against: then, at: path)
        case "const": return value == argument ? [] : ["\(path): not \(argument)"]
        case "enum": return elements(argument).contains(value) ? [] : ["\(path): \(value) is not listed"]
        case "type": return hasType(value, argument) ? [] : ["\(path): \(value) is not of type \(argument)"]
        case "minimum", "maximum", "pattern": return bound(keyword, argument, value, path)
        case "properties", "required", "additionalProperties":
            guard case .object(let members) = value else { return [] }
            return checkMembers(keyword, argument, of: schema, members, path)
        case "items", "minItems", "maxItems":
            guard case .array(let list) = value else { return [] }
            return checkElements(keyword, argument, list, path)
        default: return ["\(path): the validator does not know \(keyword)"]
        }
    }

    private func bound(_ keyword: String, _ argument: JSONValue, _ value: JSONValue, _ path: String)
        -> [String]
    {
        let holds =
            switch keyword {
            case "minimum": value.number.map { $0 >= argument.number! } ?? true
            case "maximum": value.number.map { $0 <= argument.number! } ?? true
            default: value.string.map { matches($0, argument.string!) } ?? true
            }
        return holds ? [] : ["\(path): \(value) against \(keyword) \(argument)"]
    }

    private func matches(_ text: String, _ pattern: String) -> Bool {
        guard let expression = try? Regex(pattern) else { return false }
        return text.firstMatch(of: expression) != nil
    }

    private func checkMembers(
        _ keyword: String, _ argument: JSONValue, of schema: [String: JSONValue],
        _ members: [String: JSONValue],
        _ path: String
    ) -> [String] {
        switch keyword {
        case "required":
            return elements(argument).compactMap(\.string).filter { members[$0] == nil }
                .map { "\(path): \($0) is missing" }
        case "properties":
            return members.flatMap { name, value in
                argument[name].map { faults(in: value, against: $0, at: path + "." + name) } ?? []
            }
        default:
            let others = members.filter { schema["properties"]?[$0.key] == nil }
            return others.flatMap { faults(in: $0.value, against: argument, at: path + "." + $0.key) }
        }
    }

    private func checkElements(
        _ keyword: String, _ argument: JSONValue, _ list: [JSONValue], _ path: String
    ) -> [String] {
        switch keyword {
        case "minItems": return Double(list.count) >= argument.number! ? [] : ["\(path): too short"]
        case "maxItems": return Double(list.count) <= argument.number! ? [] : ["\(path): too long"]
        default:
            return list.enumerated().flatMap { faults(in: $1, against: argument, at: "\(path)[\($0)]") }
        }
    }

    private func hasType(_ value: JSONValue, _ types: JSONValue) -> Bool {
        if case .array(let several) = types { return several.contains { hasType(value, $0) } }
        return switch (types.string, value) {
        case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string), ("array", .array),
            ("object", .object):
            true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }

    private func elements(_ value: JSONValue) -> [JSONValue] {
        guard case .array(let list) = value else { return [] }
        return list
    }

    /// The schema that a reference such as `#/$defs/hello` names; one that nothing passes if there is none.
    private func definition(_ reference: JSONValue) -> JSONValue {
        let steps = (reference.string ?? "").split(separator: "/").dropFirst()
        return steps.reduce(root) { $0[String($1)] ?? .bool(false) }
    }
}
