import type { SystemTx } from "@millrace/db";

export type Identity = { provider: string; subject: string };
export type LinkedIdentity = { provider: string; label: string; linkedAt: Date };

export async function findPersonByIdentity(
  tx: SystemTx,
  { provider, subject }: Identity,
): Promise<string | null> {
  const row = await tx.identity.findUnique({
    where: { provider_subject: { provider, subject } },
    select: { personId: true },
  });
  return row?.personId ?? null;
}

/** Accounts elsewhere that the person linked; not those of their teams' own providers. */
export async function findIdentitiesOf(tx: SystemTx, personId: string): Promise<LinkedIdentity[]> {
  return tx.identity.findMany({
    where: { personId, NOT: { provider: { startsWith: "sso:" } } },
    select: { provider: true, label: true, linkedAt: true },
    orderBy: { provider: "asc" },
  });
}

/** False when that account, or another one of the provider, is linked already. */
export async function insertIdentity(
  tx: SystemTx,
  identity: Identity & { personId: string; label: string; linkedAt: Date },
): Promise<boolean> {
  const { count } = await tx.identity.createMany({ data: identity, skipDuplicates: true });
  return count === 1;
}

/** False when none of the provider is linked. */
export async function deleteIdentity(tx: SystemTx, personId: string, provider: string): Promise<boolean> {
  const { count } = await tx.identity.deleteMany({ where: { personId, provider } });
  return count === 1;
}

/** Of every provider that the person chose; what their teams' providers say is for the teams to end. */
export async function deleteIdentitiesOf(tx: SystemTx, personId: string): Promise<void> {
  await tx.identity.deleteMany({ where: { personId, NOT: { provider: { startsWith: "sso:" } } } });
}
