import "server-only";
import { refuseLargeBody } from "./refuse-large-body.ts";

/** The body of a small act; undefined when it is none. */
export async function readSmallJson(req: Request): Promise<unknown> {
  if (refuseLargeBody(req)) return undefined;
  try {
    return await req.json();
  } catch {
    return undefined;
  }
}
