/** A Chromium for the browser journeys: Playwright's own, else the system's, else Debian's package. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fail, ROOT, RUNTIME } from "./set-up.mjs";

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const DOWNLOAD_TIMEOUT_MS = 120_000;
const INSTALL_TIMEOUT_MS = 300_000;

/** The path of a browser that can be started. */
export async function ensureBrowser() {
  return system() ?? downloaded() ?? download() ?? debian() ?? noBrowser();
}

const system = () => SYSTEM.find((path) => existsSync(path));

/** Playwright keeps each browser in a folder named after its revision. */
function downloaded() {
  const caches = [join(homedir(), ".cache/ms-playwright"), join(homedir(), "Library/Caches/ms-playwright")];
  const programs = [
    "chrome-linux/chrome",
    "chrome-linux64/chrome",
    "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
  ];
  const folders = caches
    .filter((cache) => existsSync(cache))
    .flatMap((cache) => readdirSync(cache).map((name) => join(cache, name)));
  const found = folders
    .filter((folder) => /chromium-\d+$/.test(folder))
    .flatMap((folder) => programs.map((program) => join(folder, program)));
  return found.findLast((path) => existsSync(path));
}

function download() {
  try {
    const cli = join(ROOT, "e2e", "node_modules", "@playwright", "test", "cli.js");
    execFileSync(RUNTIME, [cli, "install", "chromium"], { stdio: "ignore", timeout: DOWNLOAD_TIMEOUT_MS });
    return downloaded();
  } catch {
    return undefined;
  }
}

function debian() {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  const options = {
    stdio: "ignore",
    timeout: INSTALL_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  try {
    execFileSync("apt-get", ["update", "-qq"], options);
    execFileSync("apt-get", ["install", "-y", "-qq", "chromium", "fonts-noto-cjk"], options);
    return system();
  } catch {
    return undefined;
  }
}

function noBrowser() {
  return fail(
    "No browser for the journeys: Playwright's could not be downloaded and none is installed. Install chromium, then run the command again.",
  );
}
