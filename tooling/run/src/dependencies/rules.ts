/** A package of the bill of materials (CycloneDX 1.7), as far as it is looked at here. */
export type Component = {
  group?: string;
  name: string;
  version: string;
  licenses?: ({ license: { id?: string; name?: string } } | { expression: string })[];
};

/** Versions below these have known faults that reach us; raised by hand when one becomes known. */
export const FLOORS: Readonly<Record<string, string>> = {
  "@trpc/server": "11.8.0",
  next: "16.4.1",
  "next-auth": "4.24.15",
  sharp: "0.35.0",
  tar: "7.5.23",
  undici: "8.12.2",
};

/** Licences under which a dependency may be shipped with a product under Apache-2.0. */
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-4.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "MPL-2.0",
  "OFL-1.1",
  "PostgreSQL",
]);

/** Linked, not copied, as their licence asks: a library of its own that can be exchanged. */
const ALLOWED_BY_NAME: Readonly<Record<string, RegExp>> = { "LGPL-3.0-or-later": /^@img\/sharp-libvips/ };

/** Named in a file of the package alone, which was read: by name and version, so that another version is read again. */
const READ_BY_HAND: Readonly<Record<string, string>> = { "png-js 2.0.0": "MIT" };

export function nameOf({ group, name }: Component): string {
  return group ? `${group}/${name}` : name;
}

/** The components under a licence that is not on the list, or under none. */
export function unlicensed(components: readonly Component[]): string[] {
  return components.flatMap((component) => {
    const read = READ_BY_HAND[`${nameOf(component)} ${component.version}`];
    const ids = component.licenses === undefined && read !== undefined ? [read] : licencesOf(component);
    const isAllowed = (id: string) =>
      ALLOWED.has(id) || (ALLOWED_BY_NAME[id]?.test(nameOf(component)) ?? false);
    return ids.length > 0 && ids.every(isAllowed)
      ? []
      : [`${nameOf(component)} (${ids.join(", ") || "none"})`];
  });
}

/** Of `MIT OR GPL-3.0` we choose; of `MIT AND ISC` both hold. */
function licencesOf({ licenses = [] }: Component): string[] {
  return licenses.flatMap((entry) => {
    if (!("expression" in entry)) return [entry.license.id ?? entry.license.name ?? "unknown"];
    const choices = entry.expression.split(/ OR /i).map((choice) => choice.match(/[A-Za-z0-9.+-]+/g) ?? []);
    const sets = choices.map((words) => words.filter((word) => !/^(AND|OR|WITH)$/i.test(word)));
    return sets.find((ids) => ids.every((id) => ALLOWED.has(id))) ?? sets[0] ?? [];
  });
}

/** The components that are older than their floor. */
export function belowFloor(components: readonly Component[]): string[] {
  return components.flatMap((component) => {
    const floor = FLOORS[nameOf(component)];
    if (floor === undefined || compareVersions(component.version, floor) >= 0) return [];
    return [`${nameOf(component)} ${component.version} (at least ${floor})`];
  });
}

/** By major, minor, patch; a pre-release counts as its release. */
export function compareVersions(one: string, other: string): number {
  const numbers = (version: string) => (version.match(/\d+/g) ?? []).slice(0, 3).map(Number);
  const [a, b] = [numbers(one), numbers(other)];
  for (let index = 0; index < 3; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}
