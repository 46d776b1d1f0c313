/** Of what stands in the place of a page that the reader's role does not include. */
export const FORBIDDEN_ID = "forbidden";
