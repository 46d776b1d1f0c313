import { test } from "../person.ts";
import { firstRequest } from "./first-request.ts";

test.use({ language: "en", by: "keyboard", withAxe: true });

test(
  "in English and by keyboard alone: from signing in to the cost of the first request",
  { tag: "@in-time" },
  ({ person }) => firstRequest(person, "english-by-keyboard"),
);
