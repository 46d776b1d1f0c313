/** What Next hands to a page; `Params` are the names in square brackets of its path. */
export type PageProps<Params = Record<never, never>> = {
  params: Promise<Params>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};
