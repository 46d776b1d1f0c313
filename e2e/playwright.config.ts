import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const SYSTEM_CHROMIUM = "/usr/bin/chromium";
/** What `npm test` found, else the system's, else the one that Playwright brings. */
const browser =
  process.env.MILLRACE_TEST_BROWSER || (existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : undefined);

/** These look at processes and sockets, which only Linux shows as files. */
const LINUX_ONLY = ["**/survival.spec.ts", "**/lifecycle.spec.ts", "**/silence.spec.ts"];

/** Promises that hold whatever runs beside them. */
const AT_ONCE = ["**/clients.spec.ts", "**/refusals.spec.ts", "**/web-security.spec.ts"];

/** The tag of what must happen within a bound of time, where somebody else's work would be to blame. */
const IN_TIME = /@in-time/;

export default defineConfig({
  outputDir: "test-results",
  // Nothing may run beside what is held to time. `npm test` runs the rest two at once.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  projects: [
    { name: "journeys", testDir: "src/journeys", grepInvert: IN_TIME },
    { name: "journeys-in-time", testDir: "src/journeys", grep: IN_TIME },
    {
      name: "promises",
      testDir: "src/promises",
      testIgnore: process.platform === "linux" ? AT_ONCE : [...AT_ONCE, ...LINUX_ONLY],
    },
    { name: "promises-at-once", testDir: "src/promises", testMatch: AT_ONCE },
  ],
  use: {
    screenshot: "only-on-failure",
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      ...(browser === undefined ? {} : { executablePath: browser }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
