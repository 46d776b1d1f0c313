import { join } from "node:path";
import { type Program, startProgram } from "@millrace/testing";

const FILE = join(import.meta.dirname, "appender.fixture.ts");

export type AppenderOptions = {
  /** A command to run it under. */
  wrapper?: string[];
  /** Appends for this team and ships into this database as well. */
  shipping?: { systemUrl: string; teamId: string };
};

/** Starts a process that appends to the spool in a folder. */
export function startAppender(folder: string, { wrapper, shipping }: AppenderOptions = {}): Program {
  const target = shipping === undefined ? [] : [shipping.systemUrl, shipping.teamId];
  return startProgram(FILE, [folder, ...target], wrapper);
}
