/** The first that a browser says of itself counts: most also name those they descend from. */
const BROWSERS = [
  ["Edge", /\bEdg(e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(Firefox|FxiOS)\//],
  ["Chrome", /\b(Chrome|Chromium|CriOS)\//],
  ["Safari", /\bVersion\/.*\bSafari\//],
] as const;

const SYSTEMS = [
  ["Android", /\bAndroid\b/],
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMac OS X\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Linux", /\bLinux\b/],
] as const;

/** Such as "Firefox, Linux": words of ours only, since what a browser calls itself may be any text. Empty: not known. */
export function describeDevice(userAgent: string | null): string {
  const known = [BROWSERS, SYSTEMS].map(
    (list) => list.find(([, pattern]) => pattern.test(userAgent ?? ""))?.[0],
  );
  return known.filter((word) => word !== undefined).join(", ");
}
