import { appendFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "@millrace/kernel";
import { beforeEach, expect, test } from "vitest";
import { appendAnchors, readAnchors } from "./anchor-file.ts";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "millrace-anchors-"));
  return () => rm(home, { recursive: true });
});

function anchor(teamId: string, sequence: number) {
  return { teamId, sequence, hash: "ab".repeat(32), at: new Date("2026-01-15T10:00:00Z") };
}

test("anchors come back by team, oldest first", async () => {
  const [one, other] = [newId(), newId()];
  await appendAnchors(home, [anchor(one, 1), anchor(other, 5)]);
  await appendAnchors(home, [anchor(one, 2)]);
  expect(await readAnchors(home)).toEqual({
    byTeam: new Map([
      [one, [anchor(one, 1), anchor(one, 2)]],
      [other, [anchor(other, 5)]],
    ]),
    unreadable: 0,
  });
});

test("a home without anchors holds none, and nothing to add makes no file", async () => {
  await appendAnchors(home, []);
  expect(await readAnchors(home)).toEqual({ byTeam: new Map(), unreadable: 0 });
});

test("a line that a crash cut off, or that somebody wrote, is counted and spoils no other", async () => {
  const id = newId();
  await appendAnchors(home, [anchor(id, 1)]);
  await appendFile(join(home, "audit-anchors.jsonl"), `{"teamId":"x"}\n{"teamId":"${id}","seque`);
  await appendAnchors(home, [anchor(id, 2)]);
  const { byTeam, unreadable } = await readAnchors(home);
  expect(byTeam.get(id)?.map(({ sequence }) => sequence)).toEqual([1, 2]);
  expect(unreadable).toBe(2);
});

test("of each team, so many are held in memory: the newest", async () => {
  const id = newId();
  await appendAnchors(
    home,
    Array.from({ length: 250 }, (_, index) => anchor(id, index + 1)),
  );
  const anchors = (await readAnchors(home)).byTeam.get(id) ?? [];
  expect([anchors.length, anchors.at(0)?.sequence, anchors.at(-1)?.sequence]).toEqual([100, 151, 250]);
});

test("nobody else on the machine reads them", async () => {
  await appendAnchors(home, [anchor(newId(), 1)]);
  expect((await stat(join(home, "audit-anchors.jsonl"))).mode & 0o777).toBe(0o600);
});
