import type { AnyTx } from "@millrace/secrets";

type NewMail = {
  id: string;
  teamId: string | null;
  recipient: string;
  template: string;
  locale: string;
  sealedValues: Uint8Array<ArrayBuffer>;
  createdAt: Date;
  expiresAt: Date;
};

export async function insertMail(tx: AnyTx, mail: NewMail): Promise<void> {
  await tx.mail.create({ data: { ...mail, nextAttemptAt: mail.createdAt }, select: { id: true } });
}
