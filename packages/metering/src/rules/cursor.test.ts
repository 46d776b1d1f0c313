import { newId } from "@millrace/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCursor, writeCursor } from "./cursor.ts";

describe("cursor", () => {
  test("it is read as it was written", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }), (at) => {
        const cursor = { at, id: newId() };
        expect(readCursor(writeCursor(cursor))).toEqual(cursor);
      }),
    );
  });

  test.each(["", "1", "1_2", `x_${newId()}`, `1_${newId()} `, "1'; DROP TABLE usage_records; --"])(
    "%j is none",
    (text) => {
      expect(readCursor(text)).toBeNull();
    },
  );
});
