import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Anchor, anchorSchema } from "./anchor.ts";

const NAME = "audit-anchors.jsonl";
/** Of each team, the newest. */
const KEPT_MAX = 100;

export type Anchors = {
  byTeam: ReadonlyMap<string, readonly Anchor[]>;
  /** Lines that are no anchors: cut off by a crash, or changed by somebody. */
  unreadable: number;
};

/** Everything that was anchored, oldest first. A file that is not there holds nothing. */
export async function readAnchors(homeFolder: string): Promise<Anchors> {
  const byTeam = new Map<string, Anchor[]>();
  let unreadable = 0;
  const lines = createInterface({ input: createReadStream(join(homeFolder, NAME)), crlfDelay: Infinity });
  try {
    for await (const line of lines) {
      if (line === "") continue;
      const anchor = parse(line);
      if (anchor === null) unreadable += 1;
      else keep(byTeam, anchor);
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return { byTeam, unreadable };
}

/** Adds anchors in one write, to the disk, so that two processes do not mix their lines. */
export async function appendAnchors(homeFolder: string, anchors: readonly Anchor[]): Promise<void> {
  if (anchors.length === 0) return;
  const file = await open(join(homeFolder, NAME), "a", 0o600);
  try {
    // A line that a crash cut off stays alone on its line.
    await file.write(`\n${anchors.map((anchor) => JSON.stringify(anchor)).join("\n")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

function parse(line: string): Anchor | null {
  try {
    return anchorSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function keep(byTeam: Map<string, Anchor[]>, anchor: Anchor): void {
  const anchors = byTeam.get(anchor.teamId) ?? [];
  anchors.push(anchor);
  if (anchors.length > KEPT_MAX) anchors.shift();
  byTeam.set(anchor.teamId, anchors);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
