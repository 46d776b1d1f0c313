import { type Child, startChild } from "../child.ts";
import type { LoopFigures } from "../load/closed-loop.ts";
import type { RawQuestion, RawSession } from "./raw-session.ts";

export type Raw = Child<RawQuestion, LoopFigures>;

/** `session.run` alone in a process. */
export function startRaw(session: RawSession): Raw {
  return startChild(new URL("./raw-session.ts", import.meta.url), { args: [JSON.stringify(session)] });
}
