export type AuditJson = string | number | boolean | null | readonly AuditJson[] | AuditSnapshot;

/** The fields of a thing that a reader of the log needs; never a secret, never a password. */
export type AuditSnapshot = { readonly [field: string]: AuditJson };

/** What happened to what. Who and when come from the context. */
export type AuditEntry = {
  /** `noun.verb`, such as `key.revoke`. */
  verb: string;
  /** The noun, such as `key`. */
  subjectType: string;
  subjectId: string;
  /** Absent where the subject did not exist before. */
  before?: AuditSnapshot;
  /** Absent where the subject no longer exists. */
  after?: AuditSnapshot;
};
