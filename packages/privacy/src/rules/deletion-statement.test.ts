import fc from "fast-check";
import { expect, test } from "vitest";
import { type DeletionFacts, deletionStatement, proofOf } from "./deletion-statement.ts";

const facts: DeletionFacts = {
  teamId: "0192aaaa-0000-7000-8000-000000000001",
  at: new Date("2026-01-15T10:00:00.000Z"),
  rows: { usage_records: 12, api_keys: 3 },
  files: 1,
  fileBytes: 2_048,
  auditHash: "ab".repeat(32),
};

const TEXT = `millrace team deletion 1
team 0192aaaa-0000-7000-8000-000000000001
at 2026-01-15T10:00:00.000Z
rows api_keys 3
rows usage_records 12
files 1
file-bytes 2048
audit ${"ab".repeat(32)}
`;

test("the statement is the text that the guide tells, whatever the order of the tables", () => {
  expect(deletionStatement(facts)).toBe(TEXT);
  expect(deletionStatement({ ...facts, rows: { api_keys: 3, usage_records: 12 } })).toBe(TEXT);
  expect(deletionStatement({ ...facts, auditHash: null })).toContain("\naudit -\n");
});

test("the proof is what sha256sum says of the text", () => {
  // printf of TEXT | sha256sum
  expect(proofOf(TEXT)).toBe("b0e17408b0f4f8bf0da995d97f4318acbadeb4ffdec293a3ecdd3664647a1f1f");
});

test("facts that differ have another proof", () => {
  const number = fc.nat();
  const other = fc.record({
    files: number,
    fileBytes: number,
    rows: fc.dictionary(fc.constantFrom("api_keys", "mails", "roles"), number),
    at: fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }),
  });
  fc.assert(
    fc.property(other, other, (left, right) => {
      const [one, two] = [left, right].map((some) => ({ ...facts, ...some }));
      fc.pre(JSON.stringify(one && sorted(one)) !== JSON.stringify(two && sorted(two)));
      expect(proofOf(deletionStatement(one ?? facts))).not.toBe(proofOf(deletionStatement(two ?? facts)));
    }),
  );
});

function sorted(some: DeletionFacts) {
  return { ...some, rows: Object.entries(some.rows).sort() };
}
