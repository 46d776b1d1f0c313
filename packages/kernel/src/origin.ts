/** Where a request comes from, as far as it can be known: an IP address, and what the browser calls itself. */
export type Origin = { readonly address: string | null; readonly userAgent: string | null };

export const NO_ORIGIN: Origin = { address: null, userAgent: null };
