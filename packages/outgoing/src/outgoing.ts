export type OutgoingOptions = {
  /** Hosts, addresses or networks (CIDR) that are reachable although private: the operator's word. */
  allow: readonly string[];
};

/** The one way to other hosts. */
export type Outgoing = {
  /**
   * As `fetch`, but it refuses hosts whose addresses are not public, connects to the address it checked, follows no
   * redirect, and bounds time and size. Fault `invalid` `outgoing.refused`; Fault `unavailable` `outgoing.failed`.
   */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
};
