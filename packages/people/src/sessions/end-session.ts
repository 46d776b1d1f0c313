import type { SystemContext } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { deleteSession } from "./store.ts";

const inputSchema = z.object({ personId: z.uuid(), sessionId: z.uuid() });

/** Ends one session of a person, at once. False when the person has no such session. */
export async function endSession(
  { database }: SystemContext,
  input: z.infer<typeof inputSchema>,
): Promise<boolean> {
  const { personId, sessionId } = parseInput(inputSchema, input, "people.session_invalid");
  return database.inSystem((tx) => deleteSession(tx, personId, sessionId));
}
