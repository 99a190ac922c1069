/// A piece of JSON Schema (2020-12), rendered in an open or in a strict form from one description.
///
/// The open form lets new events, fields, states, reasons and causes pass, as the contract allows within
/// a version; the strict form lets pass what this version writes and nothing else.
indirect enum SchemaNode: Sendable {
    /// A string with one of these values; in the open form any string.
    case oneOf([String])
    /// A string that matches a pattern (ECMA 262), or any string.
    case string(pattern: String?)
    /// A number within bounds.
    case number(minimum: Double?, maximum: Double?)
    /// A whole number from a bound up.
    case integer(minimum: Int?)
    /// True or false.
    case boolean
    /// Exactly this number.
    case constant(Int)
    /// The node's value or null.
    case nullable(SchemaNode)
    /// An array of `node`, of a fixed length where one is given.
    case array(SchemaNode, count: Int?)
    /// An object from any name to `node`.
    case map(SchemaNode)
    /// An object of named fields.
    case object([Field])

    /// A field of an object.
    struct Field: Sendable {
        var name: String
        var node: SchemaNode
        var about: String
        var isRequired = true
    }

    /// Any string.
    static var text: SchemaNode { .string(pattern: nil) }
    /// A number of at least zero.
    static var notNegative: SchemaNode { .number(minimum: 0, maximum: nil) }
    /// A probability.
    static var probability: SchemaNode { .number(minimum: 0, maximum: 1) }
    /// A count.
    static var count: SchemaNode { .integer(minimum: 0) }
    /// A count that cannot be zero.
    static var positive: SchemaNode { .integer(minimum: 1) }

    /// Writes the node as a schema object with a description.
    func write(into json: inout JSONWriter, strict: Bool, about: String? = nil) {
        json.object { json in
            if let about { json.member("description", about) }
            writeMembers(into: &json, strict: strict, types: [])
        }
    }

    /// Writes the members of the schema object.
    ///
    /// `types` are those allowed beside the node's own.
    private func writeMembers(into json: inout JSONWriter, strict: Bool, types: [String]) {
        switch self {
        case .oneOf(let values):
            Self.writeType("string", types, into: &json)
            guard strict else { return }
            json.key("enum")
            json.array { json in
                for value in values { json.value(value) }
                if types.contains("null") { json.null() }
            }
        case .string(let pattern):
            Self.writeType("string", types, into: &json)
            if let pattern { json.member("pattern", pattern) }
        case .number(let minimum, let maximum):
            Self.writeType("number", types, into: &json)
            if let minimum { json.member("minimum", minimum) }
            if let maximum { json.member("maximum", maximum) }
        case .integer(let minimum):
            Self.writeType("integer", types, into: &json)
            if let minimum { json.member("minimum", minimum) }
        case .boolean: Self.writeType("boolean", types, into: &json)
        case .constant(let value): json.member("const", value)
        case .nullable(let node): node.writeMembers(into: &json, strict: strict, types: types + ["null"])
        case .array(let node, let count): Self.write(arrayOf: node, count, types, strict, into: &json)
        case .map(let node):
            Self.writeType("object", types, into: &json)
            json.key("additionalProperties")
            node.write(into: &json, strict: strict)
        case .object(let fields): Self.write(fields, types, strict, into: &json)
        }
    }

    private static func writeType(_ type: String, _ others: [String], into json: inout JSONWriter) {
        guard !others.isEmpty else { return json.member("type", type) }
        json.key("type")
        json.array { json in for name in [type] + others { json.value(name) } }
    }

    private static func write(
        arrayOf node: SchemaNode, _ count: Int?, _ types: [String], _ strict: Bool,
        into json: inout JSONWriter
    ) {
        writeType("array", types, into: &json)
        json.key("items")
        node.write(into: &json, strict: strict)
        if let count {
            json.member("minItems", count)
            json.member("maxItems", count)
        }
    }

    private static func write(
        _ fields: [Field], _ types: [String], _ strict: Bool, into json: inout JSONWriter
    ) {
        writeType("object", types, into: &json)
        json.key("required")
        json.array { json in for field in fields where field.isRequired { json.value(field.name) } }
        json.key("properties")
        json.object { json in
            for field in fields {
                json.key(field.name)
                field.node.write(into: &json, strict: strict, about: field.about)
            }
        }
        if strict {
            json.key("additionalProperties")
            json.value(false)
        }
    }
}
