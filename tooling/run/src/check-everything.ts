import { rm } from "node:fs/promises";
import { FAST, integration, journeys, promises, REPORTS, runChecks } from "./checks.ts";

// An old report must never be counted for a run that wrote none.
await rm(REPORTS, { recursive: true, force: true });
const { failed } = await runChecks([FAST, integration, journeys, promises]);
process.exit(failed === 0 ? 0 : 1);
