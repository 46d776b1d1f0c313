import { expect, test } from "vitest";
import { days, hours, makeTwin, receiveEvents, SECRET, typesOf } from "../twin.fixture.ts";

test("an event is sent again until it is taken, for three days", async () => {
  const { twin, stripe } = await makeTwin();
  const receiver = await receiveEvents(twin);
  receiver.answer = () => 503;
  await stripe.customers.create();
  await twin.settle();
  expect(receiver.received).toHaveLength(1);
  await twin.clock.advance(hours(1));
  expect(receiver.received).toHaveLength(3);
  await twin.clock.advance(days(10));
  const last = receiver.received.at(-1);
  expect(receiver.received).toHaveLength(10);
  expect((last?.at.getTime() ?? 0) - twin.clock.now().getTime()).toBeLessThan(-days(7));
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
});

test("an event that was taken is not sent again", async () => {
  const { twin, stripe } = await makeTwin();
  const receiver = await receiveEvents(twin);
  let refusals = 2;
  receiver.answer = () => (refusals-- > 0 ? 500 : 200);
  await stripe.customers.create();
  await twin.clock.advance(days(4));
  expect(typesOf(receiver.received)).toEqual(Array(3).fill("customer.created"));
});

test("nobody being there is the same as a refusal", async () => {
  const { twin, stripe } = await makeTwin();
  twin.sendEventsTo([{ url: "http://127.0.0.1:1/", secrets: ["whsec_twin"] }]);
  await stripe.customers.create();
  await twin.settle();
  const receiver = await receiveEvents(twin);
  await stripe.products.create({ name: "Plan" });
  await twin.settle();
  expect(typesOf(receiver.received)).toEqual(["product.created"]);
});

test("while a secret is changed, an event verifies with either", async () => {
  const { twin, stripe } = await makeTwin();
  const { url, received } = await receiveEvents(twin);
  twin.sendEventsTo([{ url, secrets: ["whsec_old", "whsec_new"] }]);
  await stripe.customers.create();
  await twin.settle();
  const [{ body, signature, at } = { body: "", signature: "", at: new Date(0) }] = received;
  const verify = (secret: string) =>
    stripe.webhooks.constructEvent(body, signature, secret, 300, undefined, at.getTime() / 1000).type;
  expect([verify("whsec_old"), verify("whsec_new")]).toEqual(["customer.created", "customer.created"]);
  expect(() => verify("whsec_other")).toThrow(/signature/i);
  expect(() => stripe.webhooks.constructEvent(`${body} `, signature, "whsec_old")).toThrow();
});

test("a handler may ask the twin while the clock moves, and sees the time of its event", async () => {
  const { twin, stripe } = await makeTwin();
  const receiver = await receiveEvents(twin);
  const session = await stripe.checkout.sessions.create({
    mode: "payment",
    success_url: "https://console.test/",
    line_items: [
      { quantity: 1, price_data: { currency: "eur", unit_amount: 900, product_data: { name: "Credit" } } },
    ],
  });
  const seen: string[] = [];
  receiver.answer = async ({ type }) => {
    if (type !== "checkout.session.expired") return 200;
    seen.push(
      (await stripe.checkout.sessions.retrieve(session.id)).status ?? "",
      twin.clock.now().toISOString(),
    );
    return 200;
  };
  await twin.clock.advance(days(30));
  expect(seen).toEqual(["expired", "2026-02-01T12:00:00.000Z"]);
});

test("an event of a clock that was moved ahead is signed when it is sent, so that a handler with the machine's time takes it", async () => {
  const { twin, stripe } = await makeTwin({ now: undefined });
  const { received } = await receiveEvents(twin);
  await twin.clock.advance(days(31));
  await stripe.customers.create();
  await twin.settle();
  const [{ body, signature } = { body: "", signature: "" }] = received;
  expect(stripe.webhooks.constructEvent(body, signature, SECRET).created).toBe(twin.clock.seconds());
  const signedAt = Number(/t=(\d+)/.exec(signature)?.[1]);
  expect(Math.abs(signedAt - Date.now() / 1000)).toBeLessThan(60);
});
