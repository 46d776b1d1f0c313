import { newId } from "@millrace/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exampleRecord } from "./example-record.ts";
import { decodeRecord, encodeRecord, payloadHash, usageRecordSchema } from "./usage-record.ts";

describe("a written record", () => {
  test("is read as it was", () => {
    const record = exampleRecord();
    expect(decodeRecord(encodeRecord(record))).toEqual(record);
  });

  test("is the same text however the record was put together", () => {
    const record = exampleRecord();
    const reversed = usageRecordSchema.parse(Object.fromEntries(Object.entries(record).toReversed()));
    expect(encodeRecord(reversed)).toBe(encodeRecord(record));
  });

  test("says every field: a change of any is another payload", () => {
    const record = exampleRecord();
    const other = exampleRecord({
      at: new Date("2026-01-15T10:00:00.001Z"),
      modelName: "another",
      task: "text-classification",
      outcome: "failed",
      inputs: 2,
      inputTokens: 13,
      cachedInputTokens: 1,
      outputTokens: 1,
      holderId: newId(),
      queueUs: 301,
      computeUs: 4_001,
      totalUs: 4_801,
      batchRows: 9,
    });
    for (const field of usageRecordSchema.keyof().options) {
      const changed = { ...record, [field]: other[field] };
      expect(payloadHash(encodeRecord(changed)), field).not.toBe(payloadHash(encodeRecord(record)));
    }
  });

  test("from before there was a cache has no cached tokens, and keeps its text and so its hash", () => {
    const before = encodeRecord(exampleRecord({ inputTokens: 12 }));
    expect(before).not.toContain("ached");
    const read = decodeRecord(before);
    expect(read).toMatchObject({ inputTokens: 12, cachedInputTokens: 0 });
    expect(read && encodeRecord(read)).toBe(before);
  });

  test("any other text is none, and does not throw", () => {
    const text = encodeRecord(exampleRecord());
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), (length) => {
        expect(decodeRecord(text.slice(0, length))).toBeNull();
      }),
    );
    expect(decodeRecord("null")).toBeNull();
    expect(decodeRecord('{"teamId":1}')).toBeNull();
  });
});
