import { test } from "../person.ts";
import { firstRequest } from "./first-request.ts";

test.use({ language: "zh-CN", by: "mouse", withAxe: true });

test(
  "in Chinese and by mouse: from signing in to the cost of the first request",
  { tag: "@in-time" },
  ({ person }) => firstRequest(person, "chinese-by-mouse"),
);
