import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { ModelSchema } from "../schema/schema.ts";

/** How a field's value lies in the file (https://protobuf.dev/programming-guides/encoding). */
export type FieldShape = {
  readonly kind: "varint" | "fixed32" | "fixed64" | "bytes" | "name" | "text" | "message";
  readonly isRepeated: boolean;
  /** Of a message. */
  readonly of?: MessageShape;
};

/** Fields by their number. */
export type MessageShape = ReadonlyMap<number, FieldShape>;

/** Numbers fit a 32-bit set: the walk marks what it has seen in one integer. */
export const FIELD_NUMBER_MAX = 31;

const shapes = new Map<DescMessage, MessageShape>();

export const MODEL_SHAPE = shapeOf(ModelSchema);

function shapeOf(message: DescMessage): MessageShape {
  const known = shapes.get(message);
  if (known !== undefined) return known;
  const shape = new Map<number, FieldShape>();
  shapes.set(message, shape);
  for (const field of message.fields) {
    if (field.number > FIELD_NUMBER_MAX) throw new Error(`${field} has too high a number`);
    shape.set(field.number, fieldShapeOf(field));
  }
  return shape;
}

function fieldShapeOf(field: DescField): FieldShape {
  const isRepeated = field.fieldKind === "list";
  if (field.message !== undefined) return { kind: "message", isRepeated, of: shapeOf(field.message) };
  return { kind: scalarKindOf(field), isRepeated };
}

function scalarKindOf({ name, scalar }: DescField): FieldShape["kind"] {
  switch (scalar) {
    case ScalarType.STRING:
      return name === "doc_string" || name === "value" ? "text" : "name";
    case ScalarType.BYTES:
      return "bytes";
    case ScalarType.FLOAT:
      return "fixed32";
    case ScalarType.DOUBLE:
      return "fixed64";
    default:
      return "varint";
  }
}
