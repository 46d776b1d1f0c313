import { BODIES_KEPT_AT_ONCE_MAX, type Body } from "@millrace/privacy";

const MIB = 1024 * 1024;

/** What may wait in memory, of all teams and of one. */
export const QUEUE_BOUNDS = {
  bytesMax: 32 * MIB,
  bodiesMax: 20_000,
  teamBytesMax: 8 * MIB,
  teamBodiesMax: 5_000,
};

const BATCH_BYTES_MAX = 4 * MIB;

type Line = { bodies: Body[]; bytes: number };

/** Bodies that wait to be kept, by team, within bounds: a team that asks more than is carried away leaves room for the others. */
export class BodyQueue {
  readonly #lines = new Map<string, Line>();
  readonly #bounds: typeof QUEUE_BOUNDS;
  #bodies = 0;
  #bytes = 0;

  constructor(bounds: typeof QUEUE_BOUNDS = QUEUE_BOUNDS) {
    this.#bounds = bounds;
  }

  /** False when there is no room: the body is dropped. */
  add(teamId: string, body: Body): boolean {
    const { bytesMax, bodiesMax, teamBytesMax, teamBodiesMax } = this.#bounds;
    const line = this.#lines.get(teamId) ?? { bodies: [], bytes: 0 };
    const bytes = sizeOf(body);
    if (this.#bodies >= bodiesMax || this.#bytes + bytes > bytesMax) return false;
    if (line.bodies.length >= teamBodiesMax || line.bytes + bytes > teamBytesMax) return false;
    line.bodies.push(body);
    this.#lines.set(teamId, line);
    this.#count(line, { bodies: 1, bytes });
    return true;
  }

  teams(): string[] {
    return [...this.#lines.keys()];
  }

  /** The oldest that wait of a team, as many as go at once. They wait on until they are removed. */
  peek(teamId: string): Body[] {
    const batch: Body[] = [];
    let bytes = 0;
    for (const body of this.#lines.get(teamId)?.bodies ?? []) {
      bytes += sizeOf(body);
      if (batch.length >= BODIES_KEPT_AT_ONCE_MAX || (batch.length > 0 && bytes > BATCH_BYTES_MAX)) break;
      batch.push(body);
    }
    return batch;
  }

  /** The oldest `count` of a team wait no longer. */
  remove(teamId: string, count: number): void {
    const line = this.#lines.get(teamId);
    if (!line) return;
    for (const body of line.bodies.splice(0, count)) this.#count(line, { bodies: -1, bytes: -sizeOf(body) });
    if (line.bodies.length === 0) this.#lines.delete(teamId);
  }

  #count(line: Line, { bodies, bytes }: { bodies: number; bytes: number }): void {
    line.bytes += bytes;
    this.#bytes += bytes;
    this.#bodies += bodies;
  }
}

function sizeOf({ request, answer }: Body): number {
  return request.kept.byteLength + answer.kept.byteLength;
}
