import { FAST, runChecks } from "./checks.ts";

/** `pnpm verify`: the fast part of `npm test`. */
const { failed } = await runChecks([FAST]);
process.exit(failed === 0 ? 0 : 1);
