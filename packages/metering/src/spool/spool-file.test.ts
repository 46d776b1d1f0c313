import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exampleRecord } from "../example-record.ts";
import { encodeRecord } from "../usage-record.ts";
import { openSpoolFile, type SpoolFile } from "./spool-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-spool-file-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const RECORDS = 200;
const ROUNDS = 60;
const PAGE_BYTES = 4_096;
const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];
const KEEP = { ms: HOUR_MS, recordsMax: 10 };
const STEP = fc.record({
  kind: fc.constantFrom("append", "acknowledge", "wait", "open again", "recall"),
  count: fc.integer({ min: 1, max: 30 }),
});

function readAll(file: SpoolFile): string[] {
  const { records } = file.read({ after: 0, through: Number.MAX_SAFE_INTEGER, limit: 10 * RECORDS });
  return records.map(encodeRecord);
}

/** Different damage each round, the same in each run: a flipped bit, a page of noise, a page of zeros, or a cut. */
function damage(pristine: Buffer, round: number): Buffer {
  const bytes = Buffer.from(pristine);
  // Spread over the file by the golden ratio.
  const offset = Math.floor(bytes.length * ((round * 0.618_034) % 1));
  const pageStart = offset - (offset % PAGE_BYTES);
  const page = bytes.subarray(pageStart, pageStart + PAGE_BYTES);
  if (round % 4 === 0) bytes[offset] = (bytes[offset] ?? 0) ^ (1 << (round % 8));
  if (round % 4 === 1) page.set(page.map((_, index) => index * 167 + round * 13));
  if (round % 4 === 2) page.fill(0);
  return round % 4 === 3 ? bytes.subarray(0, offset) : bytes;
}

describe("the file of a spool", () => {
  test("whatever happens to its bytes, it opens, invents nothing and gives nothing twice", () => {
    const payloads = Array.from({ length: RECORDS }, () => encodeRecord(exampleRecord()));
    const first = openSpoolFile(folder);
    first.append({ payloads });
    first.close({});
    const path = join(folder, "usage.sqlite");
    const pristine = readFileSync(path);

    const known = new Set(payloads);
    let found = 0;
    for (let round = 0; round < ROUNDS; round++) {
      writeFileSync(path, damage(pristine, round));
      const file = openSpoolFile(folder);
      const texts = readAll(file);
      file.close({});
      expect(new Set(texts).size, `twice in round ${round}`).toBe(texts.length);
      expect(
        texts.filter((text) => !known.has(text)),
        `invented in round ${round}`,
      ).toEqual([]);
      found += texts.length;
    }
    // Damage is mostly local: far more is carried over than lost.
    expect(found).toBeGreaterThan((ROUNDS * RECORDS) / 2);
  });

  test("a rescue that was cut off between its two renames is completed at the next start", () => {
    const payloads = [encodeRecord(exampleRecord())];
    const first = openSpoolFile(folder);
    first.append({ payloads });
    first.close({});
    const path = join(folder, "usage.sqlite");
    writeFileSync(`${path}.rescue`, readFileSync(path));
    rmSync(path);

    const second = openSpoolFile(folder);
    expect(readAll(second)).toEqual(payloads);
    second.close({});
  });

  test("what was refused is gone before anything new is taken", () => {
    const [kept = "", refused = ""] = [exampleRecord(), exampleRecord()].map(encodeRecord);
    const file = openSpoolFile(folder);
    const { last } = file.append({ payloads: [kept] });
    file.append({ payloads: [refused] });
    expect(file.prove({ discardAfter: last })).toEqual({ waiting: 1 });
    expect(readAll(file)).toEqual([kept]);
    file.close({});
  });

  test("a file that grew during an outage shrinks again once nothing waits", () => {
    const file = openSpoolFile(folder);
    const payloads = Array.from({ length: 50_000 }, () => encodeRecord(exampleRecord()));
    const { last } = file.append({ payloads });
    const keep = { ms: HOUR_MS, recordsMax: 1_000 };
    for (let through = 1_000; through <= 2 * last; through += 1_000)
      file.acknowledge({ through: Math.min(through, last), now: 0, keep });
    file.close({});
    expect(readFileSync(join(folder, "usage.sqlite")).length).toBeLessThan(20 * 1024 * 1024);
  });

  test("keeps of what was acknowledged what is young and not too many, and always the newest", () => {
    fc.assert(
      fc.property(fc.array(STEP, { minLength: 1, maxLength: 25 }), (steps) => {
        const home = mkdtempSync(join(folder, "kept-"));
        let file = openSpoolFile(home);
        const written: string[] = [];
        const acknowledgedAt: number[] = [];
        let now = 10 * HOUR_MS;
        for (const { kind, count } of steps) {
          if (kind === "append") {
            const payloads = Array.from({ length: count }, () => encodeRecord(exampleRecord()));
            written.push(...payloads);
            file.append({ payloads });
          } else if (kind === "acknowledge") {
            const through = Math.min(acknowledgedAt.length + count, written.length);
            while (acknowledgedAt.length < through) acknowledgedAt.push(now);
            file.acknowledge({ through, now, keep: KEEP });
          } else if (kind === "wait") {
            now += count * MINUTE_MS;
            file.acknowledge({ through: 0, now, keep: KEEP });
          } else if (kind === "open again") {
            file.close({});
            file = openSpoolFile(home);
          } else {
            const { recalled, waiting } = file.recall({});
            expect(waiting).toBe(written.length - acknowledgedAt.length + recalled);
            acknowledgedAt.splice(acknowledgedAt.length - recalled);
            // What is left was forgotten before.
            acknowledgedAt.fill(0);
          }
        }
        const through = acknowledgedAt.length;
        const { oldest, newest, hasForgotten } = file.kept({ limit: 1_000 });
        const kept = oldest.map(encodeRecord);
        expect(newest).toEqual(oldest);
        expect(kept).toEqual(written.slice(through - kept.length, through));
        expect(kept.length).toBeLessThanOrEqual(KEEP.recordsMax);
        expect(hasForgotten).toBe(through > kept.length);
        // A mark is the end of a minute, so what is as old as that may stay a minute longer.
        const young = acknowledgedAt.filter((at) => at > now - KEEP.ms).length;
        expect(kept.length).toBeGreaterThanOrEqual(Math.min(young, KEEP.recordsMax));
        const rest = file.read({ after: through, through: written.length, limit: 1_000 });
        expect(rest.records.map(encodeRecord)).toEqual(written.slice(through));
        file.close({});
        const again = openSpoolFile(home);
        expect(again.opening).toMatchObject({ acknowledged: through, waiting: written.length - through });
        again.close({});
      }),
      { numRuns: 60, seed: 20_261_201 },
    );
  });

  test("a mark whose bits changed acknowledges nothing", () => {
    const payloads = Array.from({ length: 3 }, () => encodeRecord(exampleRecord()));
    const file = openSpoolFile(folder);
    file.append({ payloads });
    file.acknowledge({ through: 1, now: 0, keep: KEEP });
    file.close({});
    const db = new DatabaseSync(join(folder, "usage.sqlite"));
    db.exec("UPDATE acknowledged SET through = 3");
    db.close();
    const again = openSpoolFile(folder);
    expect(again.opening).toMatchObject({ acknowledged: 0, waiting: 3 });
    again.close({});
  });
});
