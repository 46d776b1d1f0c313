import { expect, test } from "vitest";
import { handleIn, placeIn, teamPath } from "./team-path.ts";

test("a place and its team make an address, and come out of it again", () => {
  for (const path of ["/", "/usage", "/deployments/embed"]) {
    const address = teamPath("acme-7k2m9q", path);
    expect(handleIn(address)).toBe("acme-7k2m9q");
    expect(placeIn(address)).toBe(path);
  }
});

test("addresses outside teams name none", () => {
  expect(["/", "/sign-in", "/t", "/t/", "/team/acme-7k2m9q"].map(handleIn)).toEqual(Array(5).fill(null));
});
