/** Flows that are told apart. More share one account. */
export const FLOWS_MAX = 64;
/** What a flow that used little may have at once before it shares again: computing time of one replica. */
export const CREDIT_MS = 1_000;

/** A flow that was given nothing while one that waits was given this much is away. */
const RECENT_MS = 2 * CREDIT_MS;

const SHARED_LABEL = "";

/** What one flow has waiting and has had. */
export type FlowAccount = {
  readonly label: string;
  /** Requests of it that wait. */
  requests: number;
  /** Planned time of its items that wait. */
  workMs: number;
  /** Computing time that it was given, on the book's own clock. */
  servedMs: number;
};

/**
 * Divides computing time between flows: the turn belongs to the one that was given least (deficit round robin with a
 * quantum of one batch). A flow that comes back is credited at most `CREDIT_MS` for its absence. So between two flows
 * that both wait, what they are given differs by no more than that and a batch of each; one alone gets everything.
 */
export class FlowBook {
  readonly #accounts = new Map<string, FlowAccount>();
  /** What the flow whose turn it was last had been given: where a flow without credit would begin. */
  #clockMs = 0;
  #waitingFlows = 0;

  /** How many flows share what there is, this one among them. */
  sharersWith(flow: FlowAccount): number {
    return this.#waitingFlows + (flow.requests === 0 ? 1 : 0);
  }

  /** More than one was given time lately, so that one that is away may come back any moment. */
  get areSharing(): boolean {
    let recent = 0;
    for (const { servedMs } of this.#accounts.values()) {
      if (servedMs > this.#clockMs - RECENT_MS) recent += 1;
      if (recent > 1) return true;
    }
    return false;
  }

  /** The account of a label. A stranger replaces the longest known one that waits for nothing. */
  accountOf(label: string): FlowAccount {
    const known = this.#accounts.get(label);
    if (known !== undefined) return known;
    if (this.#accounts.size >= FLOWS_MAX && label !== SHARED_LABEL && !this.#forgetOne()) {
      return this.accountOf(SHARED_LABEL);
    }
    const account = { label, requests: 0, workMs: 0, servedMs: 0 };
    this.#accounts.set(label, account);
    return account;
  }

  countRequest(flow: FlowAccount, change: 1 | -1): void {
    if (flow.requests === 0) this.#waitingFlows += 1;
    flow.requests += change;
    if (flow.requests === 0) this.#waitingFlows -= 1;
  }

  /** Credits a flow that had nothing waiting for its absence. */
  welcome(flow: FlowAccount): void {
    flow.servedMs = this.#startOf(flow);
  }

  /** Whose turn it is among those that wait. */
  next(waiting: Iterable<FlowAccount>): FlowAccount | null {
    let least: FlowAccount | null = null;
    for (const flow of waiting) if (least === null || flow.servedMs < least.servedMs) least = flow;
    if (least !== null) this.#clockMs = Math.max(this.#clockMs, least.servedMs);
    return least;
  }

  /** Work of all waiting flows that has its turn before the flow has been given `ownMs` more, that included. */
  aheadOf(flow: FlowAccount, waiting: Iterable<FlowAccount>): (ownMs: number) => number {
    const others = [...waiting].filter((other) => other !== flow);
    const fromMs = flow.workMs > 0 ? flow.servedMs : this.#startOf(flow);
    return (ownMs) => {
      let aheadMs = ownMs;
      for (const { servedMs, workMs } of others) {
        aheadMs += Math.min(Math.max(fromMs + ownMs - servedMs, 0), workMs);
      }
      return aheadMs;
    };
  }

  #startOf(flow: FlowAccount): number {
    return Math.max(flow.servedMs, this.#clockMs - CREDIT_MS);
  }

  #forgetOne(): boolean {
    for (const [label, { requests }] of this.#accounts) {
      if (requests === 0 && label !== SHARED_LABEL) return this.#accounts.delete(label);
    }
    return false;
  }
}
