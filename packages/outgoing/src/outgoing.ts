/** The one way to other hosts. */
export type Outgoing = {
  /**
   * As `fetch`, but it refuses hosts whose addresses are not public, connects to the address it checked, follows no
   * redirect, and bounds time and size. The answer's body has arrived whole. Fault `invalid` `outgoing.refused`; Fault
   * `unavailable` `outgoing.failed`, `outgoing.too_large` or `outgoing.busy`.
   */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /** The TXT records of a name, each as one string; none when it has none. Fault `unavailable` `outgoing.failed`. */
  readTxt(name: string): Promise<string[]>;
  /** Closes idle connections and lets requests end. */
  close(): Promise<void>;
};
