import { expect, test } from "vitest";
import { CREDIT_MS, FLOWS_MAX, type FlowAccount, FlowBook } from "./flow-book.ts";

const labels = Array.from({ length: FLOWS_MAX }, (_, index) => `flow ${index}`);

/** Gives the flow so much time, as the only one that waits. */
function serve(book: FlowBook, flow: FlowAccount, ms: number): void {
  flow.servedMs += ms;
  book.next([flow]);
}

test("more flows than are told apart share one account, and nobody's waiting work is forgotten", () => {
  const book = new FlowBook();
  const accounts = labels.map((label) => book.accountOf(label));
  for (const account of accounts) book.countRequest(account, 1);
  const [first, second] = ["one more", "and another"].map((label) => book.accountOf(label));
  expect(first).toBe(second);
  expect(labels.map((label) => book.accountOf(label))).toEqual(accounts);
});

test("a stranger replaces a flow that waits for nothing", () => {
  const book = new FlowBook();
  for (const label of labels) book.countRequest(book.accountOf(label), 1);
  book.countRequest(book.accountOf("flow 7"), -1);
  expect(book.accountOf("stranger").label).toBe("stranger");
});

test("absence is credited, but only so much", () => {
  const book = new FlowBook();
  const [busy, away] = [book.accountOf("busy"), book.accountOf("away")];
  serve(book, busy, 10 * CREDIT_MS);
  book.welcome(away);
  expect(busy.servedMs - away.servedMs).toBe(CREDIT_MS);
  expect(book.next([busy, away])).toBe(away);
});

test("flows share while two were given time lately, and no longer when one has been away", () => {
  const book = new FlowBook();
  const [one, other] = [book.accountOf("one"), book.accountOf("other")];
  serve(book, one, 10 * CREDIT_MS);
  expect(book.areSharing).toBe(false);
  book.welcome(other);
  expect(book.areSharing).toBe(true);
  serve(book, one, 10 * CREDIT_MS);
  expect(book.areSharing).toBe(false);
});

test("what is ahead of a flow's work is what the others are owed until then, and no more than they have", () => {
  const book = new FlowBook();
  const [mine, owed, rich] = [book.accountOf("mine"), book.accountOf("owed"), book.accountOf("rich")];
  Object.assign(mine, { servedMs: 100, workMs: 1 });
  Object.assign(owed, { servedMs: 40, workMs: 1_000 });
  Object.assign(rich, { servedMs: 500, workMs: 1_000 });
  const aheadMs = book.aheadOf(mine, [mine, owed, rich]);
  expect([0, 10, 2_000].map(aheadMs)).toEqual([60, 80, 4_000]);
});
