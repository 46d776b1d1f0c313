const MIB = 1_048_576;

/** A process may grow to this many times its size after warm-up, and by this much in any case. */
const GROWTH = 3;
const GROWTH_BYTES_MIN = 256 * MIB;
/** Its bound is not reached: there a computation would fail for want of memory. */
const SHARE_OF_BOUND = 0.9;
/** Renewing processes may take a small part of the time only: one serves for this many times what it took to get ready. */
const SERVICE_STARTS = 10;

/** Beyond this much resident memory a process is replaced. ONNX Runtime's arena never gives back what one large batch took. */
export function highWaterBytes(bytesWhenReady: number, memoryBytesMax: number): number {
  const grown = Math.max(bytesWhenReady * GROWTH, bytesWhenReady + GROWTH_BYTES_MIN);
  return Math.min(grown, memoryBytesMax * SHARE_OF_BOUND);
}

/** A process's way so far. */
export type Service = {
  readonly bytes: number;
  readonly bytesWhenReady: number;
  /** From its start until it took batches. */
  readonly startMs: number;
  readonly servedMs: number;
};

/** True when the process should be replaced. One that was nearly as large when it was new would not be smaller after. */
export function isBloated(
  { bytes, bytesWhenReady, startMs, servedMs }: Service,
  memoryBytesMax: number,
): boolean {
  const markBytes = highWaterBytes(bytesWhenReady, memoryBytesMax);
  const wouldHelp = bytesWhenReady < markBytes / 2 || bytes - bytesWhenReady >= GROWTH_BYTES_MIN;
  return bytes > markBytes && wouldHelp && servedMs >= startMs * SERVICE_STARTS;
}
