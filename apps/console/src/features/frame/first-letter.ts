/** Stands for a name where there is no room for it. */
export function firstLetter(name: string): string {
  return [...name.trim()][0]?.toLocaleUpperCase() ?? "?";
}
