import { describe, expect, test } from "vitest";
import { belowFloor, type Component, compareVersions, unlicensed } from "./rules.ts";

const component = (name: string, version: string, licenses: Component["licenses"]): Component => ({
  name,
  version,
  ...(licenses && { licenses }),
});

describe("licences", () => {
  test.each<[string, Component["licenses"], boolean]>([
    ["MIT", [{ license: { id: "MIT" } }], true],
    ["GPL", [{ license: { id: "GPL-3.0-only" } }], false],
    ["none", undefined, false],
    ["both of two", [{ expression: "(Apache-2.0 AND BSD-3-Clause)" }], true],
    ["both of two, one of them not allowed", [{ expression: "MIT AND AGPL-3.0-only" }], false],
    ["a choice with one that is allowed", [{ expression: "GPL-2.0-only OR MIT" }], true],
    ["a name instead of an id", [{ license: { name: "Do what you like" } }], false],
  ])("%s", (_name, licenses, isAllowed) => {
    expect(unlicensed([component("x", "1.0.0", licenses)])).toHaveLength(isAllowed ? 0 : 1);
  });

  test("a licence that is allowed for one library is not allowed for others", () => {
    const licenses: Component["licenses"] = [{ license: { id: "LGPL-3.0-or-later" } }];
    const libvips = { group: "@img", name: "sharp-libvips-linux-x64", version: "1.0.0", licenses };
    expect(unlicensed([libvips])).toEqual([]);
    expect(unlicensed([component("other", "1.0.0", licenses)])).toHaveLength(1);
  });
});

test("a licence that only a file of the package names counts for the version that was read", () => {
  expect(unlicensed([component("png-js", "2.0.0", undefined)])).toEqual([]);
  expect(unlicensed([component("png-js", "2.0.1", undefined)])).toEqual(["png-js (none)"]);
});

test("a version below its floor is named, and one at or above it is not", () => {
  const versions = ["16.4.0", "15.99.9", "16.4.1", "16.10.0", "17.0.0"];
  const old = belowFloor(versions.map((version) => component("next", version, undefined)));
  expect(old).toEqual(["next 16.4.0 (at least 16.4.1)", "next 15.99.9 (at least 16.4.1)"]);
});

test("versions are compared as numbers", () => {
  expect(compareVersions("1.10.0", "1.9.9")).toBe(1);
  expect(compareVersions("1.2.3", "1.2.3-rc.1")).toBe(0);
  expect(compareVersions("1.2", "1.2.1")).toBe(-1);
});
