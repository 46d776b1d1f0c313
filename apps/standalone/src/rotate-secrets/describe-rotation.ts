import type { Rotation } from "@millrace/secrets";

/** What was done, and what is left for a person to do. */
export function describeRotation(
  { newest, lost, renewed, rewrapped, opened, retired }: Rotation,
  isOurFile: boolean,
): string {
  const lines = [
    `  ${count(rewrapped)} wrapped anew under key ${newest}`,
    ...(renewed > 0 ? [`  ${count(renewed)} made in place of others, which only open from now on`] : []),
    ...(lost > 0 ? [`  ${count(lost)} given up, with what they encrypted`] : []),
    `  ${count(opened)} in all: each was opened with this key alone`,
  ];
  return `\n${lines.join("\n")}\n${describeRetired(retired, isOurFile)}`;
}

function describeRetired(retired: readonly string[], isOurFile: boolean): string {
  if (retired.length === 0) return "";
  const named = `${retired.length === 1 ? "Key" : "Keys"} ${retired.join(", ")}`;
  const rest = isOurFile
    ? `${retired.length === 1 ? "is" : "are"} retired and gone from the key file`
    : `${retired.length === 1 ? "wraps" : "wrap"} nothing any more: remove ${retired.length === 1 ? "it" : "them"}`;
  return `\n${named} ${rest}. A backup of the database from before opens only with the keys of its time.\n`;
}

const count = (number: number) => `${number.toLocaleString("en-US")} data ${number === 1 ? "key" : "keys"}`;
