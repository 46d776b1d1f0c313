import type { SystemTx } from "@millrace/db";
import type { AttemptLimit } from "../rules/attempt-limits.ts";

/** Counts one attempt, unless the window holds no more: then its start is returned, else null. */
export async function countAttempt(tx: SystemTx, limit: AttemptLimit, now: Date): Promise<Date | null> {
  const { subject, attemptsMax, windowMs } = limit;
  const bygone = new Date(now.getTime() - windowMs);
  const counted = await tx.$executeRaw`
    INSERT INTO attempt_windows AS w (subject, started_at, failures) VALUES (${subject}, ${now}::timestamptz, 1)
    ON CONFLICT (subject) DO UPDATE SET
      failures = CASE WHEN w.started_at <= ${bygone}::timestamptz THEN 1 ELSE w.failures + 1 END,
      started_at = CASE WHEN w.started_at <= ${bygone}::timestamptz THEN ${now}::timestamptz ELSE w.started_at END
    WHERE w.failures < ${attemptsMax} OR w.started_at <= ${bygone}::timestamptz`;
  if (counted === 1) return null;
  const window = await tx.attemptWindow.findUnique({ where: { subject }, select: { startedAt: true } });
  return window?.startedAt ?? now;
}

export async function uncountAttempt(tx: SystemTx, subject: Uint8Array<ArrayBuffer>): Promise<void> {
  await tx.attemptWindow.updateMany({
    where: { subject, failures: { gt: 0 } },
    data: { failures: { decrement: 1 } },
  });
}

export async function deleteWindow(tx: SystemTx, subject: Uint8Array<ArrayBuffer>): Promise<void> {
  await tx.attemptWindow.deleteMany({ where: { subject } });
}
