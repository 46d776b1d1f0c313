/** Stands in for PostgreSQL's programs, which the console never starts, so that they stay out of its build. */
export {};
