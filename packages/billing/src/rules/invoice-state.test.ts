import { expect, test } from "vitest";
import { creditNoteRoom, OUTCOMES } from "./credit-note-room.ts";
import { INVOICE_STATES, mayBecome } from "./invoice-state.ts";

test("an invoice goes from draft to open, and from there ends once; what nobody expected may yet be paid", () => {
  const ways = INVOICE_STATES.flatMap((from) =>
    INVOICE_STATES.filter((to) => mayBecome(from, to)).map((to) => `${from} → ${to}`),
  );
  expect(ways).toEqual([
    "draft → open",
    "draft → paid",
    "open → paid",
    "open → void",
    "open → uncollectible",
    "uncollectible → paid",
    "uncollectible → void",
  ]);
});

test("of an open invoice less can be owed, of a paid one money or credit goes back, and never more than is left", () => {
  const invoice = { totalMinor: 100n, creditedMinor: 30n, paidMinor: 0n };
  const room = Object.fromEntries(
    INVOICE_STATES.map((state) => [
      state,
      OUTCOMES.map((outcome) => Number(creditNoteRoom({ ...invoice, state }, outcome))),
    ]),
  );
  expect(room).toEqual({
    draft: [0, 0, 0],
    open: [0, 0, 70],
    paid: [70, 70, 0],
    void: [0, 0, 0],
    uncollectible: [0, 0, 0],
  });
});
