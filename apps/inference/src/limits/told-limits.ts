const told = new WeakMap<object, Readonly<Record<string, string>>>();

/** Notes how limits stood when a request came to this: its refusal tells it in headers. */
export function noteLimits(thrown: unknown, headers: Readonly<Record<string, string>>): void {
  if (thrown instanceof Error) told.set(thrown, headers);
}

export function limitsToldOf(fault: Error): Readonly<Record<string, string>> {
  return told.get(fault) ?? {};
}
