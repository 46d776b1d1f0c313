import type { SystemContext } from "@millrace/db";
import { findNodes } from "../nodes/store.ts";
import { type Placement, placeDeployments, type Seating, type Wish } from "../rules/place-deployments.ts";
import { findWishes, lockPlacing, removeUnwanted, upsertPlacements } from "./store.ts";

/** A deployment that was put somewhere, moved, resized or taken off. */
export type PlacementChange = {
  teamId: string;
  deploymentId: string;
  /** Ids; null is nowhere. */
  fromNodeId: string | null;
  toNodeId: string | null;
  replicas: number;
  reason: string | null;
};

/**
 * One step of the controller: decides where every deployment of every team runs, and answers what changed.
 * Repeating it changes nothing until a deployment or a node does. Two controllers take turns.
 */
export async function place({ database }: SystemContext): Promise<PlacementChange[]> {
  return database.inSystem(async (tx) => {
    await lockPlacing(tx);
    const removed = await removeUnwanted(tx);
    const wishes = await findWishes(tx);
    const placements = placeDeployments(await findNodes(tx), wishes);
    const moves = wishes.flatMap((wish, index) => {
      const placement = placements[index];
      return placement && !sameSeating(wish.placed, placement) ? [{ wish, placement }] : [];
    });
    if (moves.length > 0) {
      await upsertPlacements(
        tx,
        moves.map(({ placement }) => placement),
      );
    }
    return [...removed.map(takenOff), ...moves.map(moved)];
  });
}

function sameSeating(before: Seating | null, after: Seating): boolean {
  return (
    before !== null &&
    before.nodeId === after.nodeId &&
    before.replicas === after.replicas &&
    before.generation === after.generation &&
    before.reason === after.reason
  );
}

function moved({ wish, placement }: { wish: Wish; placement: Placement }): PlacementChange {
  const { teamId, deploymentId, nodeId, replicas, reason } = placement;
  return {
    teamId,
    deploymentId,
    fromNodeId: wish.placed?.nodeId ?? null,
    toNodeId: nodeId,
    replicas,
    reason,
  };
}

function takenOff({
  nodeId,
  ...rest
}: Pick<Placement, "teamId" | "deploymentId" | "nodeId">): PlacementChange {
  return { ...rest, fromNodeId: nodeId, toNodeId: null, replicas: 0, reason: null };
}
