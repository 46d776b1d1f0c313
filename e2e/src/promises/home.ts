import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base } from "../product.ts";
import { processesOf } from "../watching/processes.ts";

/** With an empty data folder for each test. What a failed test leaves running on it is ended. */
export const test = base.extend<{ home: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from this pattern that nothing else is needed.
  home: async ({}, use) => {
    const home = await mkdtemp(join(tmpdir(), "millrace-home-"));
    await use(home);
    for (const { pid } of await processesOf(home)) end(pid);
    await rm(home, { recursive: true, force: true });
  },
});

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself meanwhile.
  }
}
