import type { SystemTx } from "@millrace/db";

/** Of each person; the one unused for longest goes first. */
const DEVICES_MAX = 20;

type Hash = Uint8Array<ArrayBuffer>;

/** Which of the tokens that a browser brings is one of the person with this address; null: none. The same work for nobody's. */
export async function findDevice(tx: SystemTx, email: string, tokenHashes: Hash[]): Promise<Hash | null> {
  const row = await tx.knownDevice.findFirst({
    where: { tokenHash: { in: tokenHashes }, person: { email } },
    select: { tokenHash: true },
  });
  return row?.tokenHash ?? null;
}

export async function hasDevices(tx: SystemTx, personId: string): Promise<boolean> {
  return (await tx.knownDevice.findFirst({ where: { personId }, select: { personId: true } })) !== null;
}

export async function touchDevice(
  tx: SystemTx,
  personId: string,
  device: { tokenHash: Hash; userAgent: string | null; lastSeenAt: Date },
): Promise<void> {
  const { tokenHash, ...seen } = device;
  await tx.knownDevice.updateMany({ where: { personId, tokenHash }, data: seen });
}

export async function insertDevice(
  tx: SystemTx,
  personId: string,
  device: { tokenHash: Hash; userAgent: string | null; firstSeenAt: Date; lastSeenAt: Date },
): Promise<void> {
  await tx.knownDevice.create({ data: { personId, ...device }, select: { personId: true } });
  const surplus = await tx.knownDevice.findMany({
    where: { personId },
    select: { tokenHash: true },
    orderBy: [{ lastSeenAt: "desc" }, { tokenHash: "asc" }],
    skip: DEVICES_MAX,
  });
  if (surplus.length === 0) return;
  const tokenHashes = surplus.map(({ tokenHash }) => tokenHash);
  await tx.knownDevice.deleteMany({ where: { personId, tokenHash: { in: tokenHashes } } });
}

export async function deleteDevicesOf(tx: SystemTx, personId: string): Promise<void> {
  await tx.knownDevice.deleteMany({ where: { personId } });
}
