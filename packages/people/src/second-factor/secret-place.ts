/** Where a person's authenticator secret is sealed for: moved to somebody else's row, it does not open. */
export function secretPlace(personId: string) {
  return { owner: null, purpose: "second_factor", id: personId } as const;
}
