/** Domains as people type them: by line, comma or space, with or without the @. */
export function domainLines(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .map((part) => part.replace(/^@/, ""))
    .filter((part) => part !== "");
}
