import { expect, type Locator } from "@playwright/test";
import type { Person } from "../person.ts";
import { chooseServing, type WantedServing } from "./choose-serving.ts";
import { goTo } from "./go-to.ts";

/** A replica opens its model and warms up before it counts. */
const READY_TIMEOUT_MS = 30_000;

export type Wanted = {
  modelName: string;
  name: string;
  replicas: number;
  queueRequestsMax: number;
  serving?: WantedServing;
};

/** Finds a model, reads its card, gives it a name, resources and limits, and waits until it runs. */
export async function deploy(person: Person, wanted: Wanted): Promise<void> {
  const { name, replicas, serving } = wanted;
  await chooseModel(person, wanted);
  await fillWizard(person, wanted);
  await expectState(person, name, "running");
  const isAsleep = serving?.residency === "on_demand";
  const mark = isAsleep ? replicasUnloaded(person, replicas) : replicasReady(person, replicas, replicas);
  await expect(mark).toBeVisible();
  await person.look();
}

async function chooseModel(person: Person, { modelName }: Wanted): Promise<void> {
  const { page, hands, say, look } = person;
  await goTo(person, "models");
  await look();
  const card = page.getByRole("listitem").filter({ hasText: modelName });
  await hands.press(card.getByRole("heading").getByRole("link"));
  await expect(page.getByRole("heading", { name: say("models.card"), exact: true })).toBeVisible();
  await look();
  const main = page.getByRole("main");
  await hands.press(main.getByRole("link", { name: say("models.deploy"), exact: true }));
}

async function fillWizard(person: Person, wanted: Wanted): Promise<void> {
  const { page, hands, say, look } = person;
  const { name, replicas, queueRequestsMax, serving } = wanted;
  const box = (label: string) => page.getByRole("textbox", { name: label, exact: true });
  await expect(page.getByRole("heading", { name: say("wizard.resources.title") })).toBeVisible();
  await look();
  await hands.write(box(say("wizard.resources.name")), name);
  await hands.set(say("deployments.resources.replicas.label"), replicas);
  await hands.write(box(say("deployments.resources.queueRequestsMax.label")), String(queueRequestsMax));
  if (serving) await chooseServing(person, serving);
  await hands.press(page.getByRole("button", { name: say("wizard.resources.next") }));

  await expect(page.getByRole("heading", { name: say("wizard.review.title") })).toBeVisible();
  const facts = page.getByRole("definition");
  await expect(facts.getByText(String(queueRequestsMax), { exact: true })).toBeVisible();
  await look();
  await hands.press(page.getByRole("button", { name: say("wizard.review.create") }));
}

type State = "running" | "stopped";

/** The page of the deployment says so. */
export async function expectState({ page, say }: Person, name: string, state: State): Promise<void> {
  const title = new RegExp(`^${name}\\s*${say(`deployments.states.${state}`)}$`);
  const heading = page.getByRole("heading", { level: 1, name: title });
  await expect(heading).toBeVisible({ timeout: READY_TIMEOUT_MS });
}

function replicasUnloaded({ page, say }: Person, wanted: number): Locator {
  const values = { ready: 0, wanted, unloaded: wanted };
  return page.getByRole("img", { name: say("deployments.replicasUnloaded", values) });
}

export function replicasReady({ page, say }: Person, ready: number, wanted: number): Locator {
  return page.getByRole("img", { name: say("deployments.replicasReady", { ready, wanted }) });
}
