import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ENTRIES_MAX, readAddresses } from "./read-addresses.ts";

const emails = (text: string) => readAddresses(text)?.map(({ email }) => email);

describe("a pasted list", () => {
  test("is read as people and mail programs write it", () => {
    expect(
      emails(
        'a@x.test, b@x.test;c@x.test\r\n\n Ada <D@X.test> \n"Lovelace, Ada; Countess" <e@x.test>,f@x.test',
      ),
    ).toEqual(["a@x.test", "b@x.test", "c@x.test", "d@x.test", "e@x.test", "f@x.test"]);
  });

  test("keeps what is no address, as it was written and in its place", () => {
    expect(readAddresses('nobody\n"unclosed, a@x.test\nb@x.test <')).toEqual([
      { entry: "nobody", email: null },
      { entry: '"unclosed', email: null },
      { entry: "a@x.test", email: "a@x.test" },
      { entry: "b@x.test <", email: null },
    ]);
  });

  test("of look-alikes has no addresses", () => {
    expect(emails("аda@x.test\nada@х.test\nada@x.test\u200b")).toEqual([null, null, null]);
  });

  test("may be empty, and is too long with one entry more than allowed", () => {
    expect(readAddresses(" \n,;")).toEqual([]);
    expect(readAddresses("a\n".repeat(ENTRIES_MAX))).toHaveLength(ENTRIES_MAX);
    expect(readAddresses("a\n".repeat(ENTRIES_MAX + 1))).toBeNull();
  });

  test("of anything at all is read, and quickly", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', "<", ">", ",", "@", "a", " ", "\n") }), (text) => {
        expect(readAddresses(text)?.every(({ entry }) => entry !== "")).toBe(true);
      }),
    );
    const start = performance.now();
    for (const hostile of ['"', "<", '"<', "<a>", ' "'])
      readAddresses(hostile.repeat(300_000 / hostile.length));
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
