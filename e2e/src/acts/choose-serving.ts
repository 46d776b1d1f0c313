import type { Person } from "../person.ts";

export type WantedServing = {
  variant?: "fp32" | "int8";
  residency?: "resident" | "on_demand";
  cacheMebibytes?: number;
};

/** Opens what most people leave as it is, in the wizard or on the page of a deployment, and changes it. */
export async function chooseServing(person: Person, wanted: WantedServing): Promise<void> {
  const { page, hands, say, look } = person;
  const { variant, residency, cacheMebibytes } = wanted;
  await hands.press(page.getByRole("button", { name: say("deployments.serving.title") }));
  if (variant) await hands.choose(say("deployments.serving.variant.label"), variant);
  if (residency) {
    await hands.choose(
      say("deployments.serving.residency.label"),
      say(`deployments.serving.residency.${residency}`),
    );
  }
  if (cacheMebibytes !== undefined) await hands.set(say("deployments.serving.cache.label"), cacheMebibytes);
  await look();
}
