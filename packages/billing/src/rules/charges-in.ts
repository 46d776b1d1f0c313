/** Of a stored record, what is charged. */
type Charged = {
  readonly teamId: string;
  readonly at: Date;
  readonly currency: string;
  /** Names the records that are charged together; null: it costs nothing. */
  readonly chargeId: string | null;
  readonly amountPico: bigint;
};

export type Charge = {
  /** The `chargeId` of its records. */
  readonly id: string;
  readonly teamId: string;
  /** When its newest record was used. */
  readonly at: Date;
  readonly currency: string;
  readonly amountPico: bigint;
};

/** Records that are charged together as one amount, oldest first. */
export function chargesIn(records: readonly Charged[]): Charge[] {
  const charges = new Map<string, Charge>();
  for (const { chargeId, teamId, at, currency, amountPico } of records) {
    if (chargeId === null) continue;
    const held = charges.get(chargeId) ?? { id: chargeId, teamId, at, currency, amountPico: 0n };
    const latest = at > held.at ? at : held.at;
    charges.set(chargeId, { ...held, at: latest, amountPico: held.amountPico + amountPico });
  }
  return [...charges.values()].sort((left, right) => left.at.getTime() - right.at.getTime());
}
