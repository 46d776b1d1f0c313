import { Prisma } from "@millrace/db";

/**
 * What the team of a limit `l` holds of the limit's measure; null for what is used up instead. Deployments that are stopped
 * hold nothing; one that may be loaded on demand holds what it may be loaded to.
 */
export const HELD = Prisma.sql`CASE l.measure
  WHEN 'replicas' THEN (
    SELECT COALESCE(sum(d.replicas), 0) FROM deployments d WHERE d.team_id = l.team_id AND d.wanted = 'running')
  WHEN 'compute_units' THEN (
    SELECT COALESCE(sum(d.replicas * d.threads_per_replica), 0) FROM deployments d
    WHERE d.team_id = l.team_id AND d.wanted = 'running')
  WHEN 'stored_bytes' THEN (
    SELECT COALESCE(sum(octet_length(b.sealed)), 0) FROM request_bodies b WHERE b.team_id = l.team_id) + (
    SELECT COALESCE(sum(e.size_bytes), 0) FROM team_exports e WHERE e.team_id = l.team_id AND e.reason IS NULL)
  END`;
