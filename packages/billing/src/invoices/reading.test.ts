import { newId } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { at, billedTeam, FEBRUARY, FEBRUARY_FIRST, MARCH_FIRST, requestOf, use } from "../billing.fixture.ts";
import { closeInvoices, getInvoice, listInvoices, listLineRequests, previewInvoice } from "../index.ts";
import { invoicedTeam, VAT } from "./invoices.fixture.ts";

const INVOICE_READERS = ["owner", "admin", "billing"];

describe("a line opens down to its requests", () => {
  test("newest first and page by page, each once, with what it adds to the line", async () => {
    const team = await billedTeam();
    const used = Array.from({ length: 25 }, (_, minute) =>
      requestOf(team, {
        at: new Date(Date.UTC(2026, 0, 20, 12, minute >> 1)),
        cachedInputTokens: minute % 5 === 0 ? 10 : 0,
      }),
    );
    await use(used);
    await use([requestOf({ ...team, deploymentId: newId() }), requestOf(team, { at: FEBRUARY })]);
    await closeInvoices(at(FEBRUARY_FIRST));
    const [invoice] = await listInvoices(team.as("billing"));
    const { lines } = await getInvoice(team.as("billing"), { id: String(invoice?.id) });
    const own = lines.filter(({ deploymentId }) => deploymentId === team.deploymentId);
    expect(own.map(({ unit }) => unit)).toEqual(["input_token", "cached_input_token"]);
    for (const { position, quantity, unit } of own) {
      const seen = [];
      let after: string | undefined;
      do {
        const page = await listLineRequests(team.as("billing"), {
          ...{ invoiceId: String(invoice?.id), position, limit: 10 },
          ...(after === undefined ? {} : { after }),
        });
        seen.push(...page.requests);
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
      expect(seen).toHaveLength(unit === "input_token" ? 25 : 5);
      expect(seen.reduce((sum, request) => sum + request.quantity, 0n)).toBe(quantity);
      expect(seen.map((one) => one.at.getTime())).toEqual(
        seen.map((one) => one.at.getTime()).toSorted((a, b) => b - a),
      );
    }
  });

  test("also of what came late, and only on the invoice that bills it", async () => {
    const team = await invoicedTeam();
    const late = requestOf(team);
    await use([late], FEBRUARY);
    await closeInvoices(at(MARCH_FIRST));
    const [february, january] = await listInvoices(team.as("owner"));
    const requestsOf = async (id: string | undefined) =>
      (await listLineRequests(team.as("owner"), { invoiceId: String(id), position: 1 })).requests.map(
        (one) => one.id,
      );
    expect(await requestsOf(february?.id)).toEqual([late.id]);
    expect(await requestsOf(january?.id)).not.toContain(late.id);
    expect(await requestsOf(january?.id)).toHaveLength(1);
  });

  test("a tax counts none, and a line that is not there is none", async () => {
    const team = await invoicedTeam(VAT);
    const invoiceId = team.invoice.id;
    expect(await listLineRequests(team.as("owner"), { invoiceId, position: 2 })).toMatchObject({
      line: { kind: "tax" },
      requests: [],
      next: null,
    });
    await expect(listLineRequests(team.as("owner"), { invoiceId, position: 3 })).rejects.toMatchObject({
      code: "billing.no_such_line",
    });
    await expect(
      listLineRequests(team.as("owner"), { invoiceId, position: 1, after: "nowhere" }),
    ).rejects.toMatchObject({ code: "billing.line_invalid" });
  });
});

describe("the month so far", () => {
  test("is what an invoice would say, and grows with use", async () => {
    const team = await billedTeam();
    const preview = () => previewInvoice({ ...team.as("billing"), ...at(FEBRUARY), taxRates: VAT });
    expect(await preview()).toMatchObject({ lines: [], totals: { totalMinor: 0n } });
    await use([requestOf(team, { at: FEBRUARY, inputTokens: 100_000_000 })], FEBRUARY);
    const before = await preview();
    expect(before).toMatchObject({
      currency: "USD",
      totals: { subtotalMinor: 100n, taxMinor: 19n, totalMinor: 119n },
    });
    await closeInvoices({ ...at(MARCH_FIRST), taxRates: VAT });
    const [invoice] = await listInvoices(team.as("billing"));
    expect(invoice).toMatchObject({ totalMinor: before.totals.totalMinor });
  });

  test("can be read while usage is being stored", async () => {
    const team = await billedTeam();
    const storing = (async () => {
      for (let batch = 0; batch < 20; batch++) await use([requestOf(team, { at: FEBRUARY })], FEBRUARY);
    })();
    for (let read = 0; read < 20; read++) await previewInvoice({ ...team.as("owner"), ...at(FEBRUARY) });
    await storing;
  });
});

describe("who reads invoices", () => {
  test.each(["owner", "admin", "developer", "billing", "viewer"])("%s", async (role) => {
    const team = await invoicedTeam();
    const ctx = team.as(role);
    const readings = [
      listInvoices(ctx),
      getInvoice(ctx, { id: team.invoice.id }),
      listLineRequests(ctx, { invoiceId: team.invoice.id, position: 1 }),
      previewInvoice({ ...ctx, taxRates: [] }),
    ];
    const answers = await Promise.allSettled(readings);
    const expected = INVOICE_READERS.includes(role) ? "fulfilled" : "rejected";
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => expected));
  });

  test("another team's invoice is as one that is not there", async () => {
    const [team, other] = [await invoicedTeam(), await invoicedTeam()];
    const ctx = team.as("owner");
    const missing = { kind: "not_found", code: "billing.no_such_invoice" };
    for (const id of [other.invoice.id, newId(), "none"]) {
      await expect(getInvoice(ctx, { id })).rejects.toMatchObject(missing);
      await expect(listLineRequests(ctx, { invoiceId: id, position: 1 })).rejects.toMatchObject(missing);
    }
    expect((await listInvoices(ctx)).map(({ id }) => id)).toEqual([team.invoice.id]);
  });
});
