import { NODE_MEMORY_SHARE, NODE_THREADS_PER_CORE_MAX } from "../node.ts";
import type { ExecutionProvider, Residency } from "../settings.ts";

export type PlaceableNode = {
  id: string;
  name: string;
  cores: number;
  memoryBytes: number;
  providers: readonly string[];
  alive: boolean;
};

/** A deployment that should run, and where it is now. */
export type Wish = {
  teamId: string;
  deploymentId: string;
  generation: number;
  replicas: number;
  threadsPerReplica: number;
  memoryBytesMax: number;
  executionProvider: ExecutionProvider;
  residency: Residency;
  placed: Seating | null;
};

/** All replicas of a deployment run on one node. No node: `replicas` is 0. Fewer than wanted: `reason` says why. */
export type Seating = { nodeId: string | null; replicas: number; generation: number; reason: string | null };

export type Placement = Seating & { teamId: string; deploymentId: string };

type Budget = { memoryBytes: number; threads: number };
/** What a node may still be promised, of what it might promise when nothing ran there. */
type Room = Budget & { id: string; name: string; providers: readonly string[]; whole: Budget };
type Seat = { room: Room | null; replicas: number };

/**
 * Puts deployments on nodes, in three rounds: what serves keeps its place, then what wants more replicas gets them, then
 * what is not placed yet is placed whole on the node with the most memory left. Earlier wishes win. No node is promised
 * more than its budget, and a deployment that runs is not moved or shrunk for another. What is on a silent node moves if
 * it fits elsewhere, else it stays: the node may only be cut off from the database, and still answer. What is loaded on
 * demand is promised nothing, as the node makes room when it is asked for; the node must be able to hold it alone.
 * The same input gives the same answer, in the order of the wishes.
 */
export function placeDeployments(nodes: readonly PlaceableNode[], wishes: readonly Wish[]): Placement[] {
  const rooms = nodes
    .filter(({ alive }) => alive)
    .map(roomOf)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const seats = holdPlaces(rooms, wishes);
  for (const isPlaced of [true, false]) {
    for (const wish of wishes) {
      const seat = seats.get(wish);
      if ((seat !== undefined) !== isPlaced || seat?.replicas === wish.replicas) continue;
      seats.set(wish, seatAnew(rooms, wish, seat));
    }
  }
  return wishes.map((wish) => toPlacement(wish, seats.get(wish), { nodes, rooms }));
}

function roomOf({ id, name, providers, cores, memoryBytes }: PlaceableNode): Room {
  const whole = {
    memoryBytes: Math.floor(memoryBytes * NODE_MEMORY_SHARE),
    threads: cores * NODE_THREADS_PER_CORE_MAX,
  };
  return { id, name, providers, ...whole, whole };
}

/** What is on a living node stays there, with as many replicas as it has; unchanged deployments choose first. */
function holdPlaces(rooms: Room[], wishes: readonly Wish[]): Map<Wish, Seat> {
  const seats = new Map<Wish, Seat>();
  for (const isChanged of [false, true]) {
    for (const wish of wishes) {
      const room = rooms.find(({ id }) => id === wish.placed?.nodeId);
      if (!room || !wish.placed || (wish.placed.generation !== wish.generation) !== isChanged) continue;
      const replicas = Math.min(wish.placed.replicas, wish.replicas, capacity(room, wish));
      take(room, wish, replicas);
      seats.set(wish, { room, replicas });
    }
  }
  return seats;
}

/** Whole where it is, else whole elsewhere, else as much as fits where it is. */
function seatAnew(rooms: Room[], wish: Wish, seat: Seat | undefined): Seat {
  const home = seat?.room ?? null;
  if (seat && home) take(home, wish, -seat.replicas);
  const fits = (room: Room): boolean => capacity(room, wish) >= wish.replicas;
  const room = home && fits(home) ? home : (roomiest(rooms.filter(fits)) ?? home);
  if (room === null) return { room: null, replicas: 0 };
  const replicas = Math.min(wish.replicas, capacity(room, wish));
  take(room, wish, replicas);
  return { room, replicas };
}

function capacity(room: Room, wish: Wish): number {
  if (!offers(room, wish)) return 0;
  const { memoryBytes, threads } = wish.residency === "on_demand" ? room.whole : room;
  return Math.floor(Math.min(memoryBytes / wish.memoryBytesMax, threads / wish.threadsPerReplica));
}

function offers(room: Room, { executionProvider }: Wish): boolean {
  return executionProvider === "auto" || room.providers.includes(executionProvider);
}

function take(room: Room, { residency, memoryBytesMax, threadsPerReplica }: Wish, replicas: number): void {
  if (residency === "on_demand") return;
  room.memoryBytes -= replicas * memoryBytesMax;
  room.threads -= replicas * threadsPerReplica;
}

function roomiest(rooms: readonly Room[]): Room | undefined {
  return rooms.reduce<Room | undefined>(
    (best, room) => (best === undefined || room.memoryBytes > best.memoryBytes ? room : best),
    undefined,
  );
}

type Surroundings = { nodes: readonly PlaceableNode[]; rooms: readonly Room[] };

function toPlacement(wish: Wish, seat: Seat | undefined, { nodes, rooms }: Surroundings): Placement {
  const { teamId, deploymentId, generation } = wish;
  const room = seat && seat.replicas > 0 ? seat.room : null;
  const silent = room ? undefined : silentHome(wish, nodes);
  const replicas = silent ? Math.min(wish.placed?.replicas ?? 0, wish.replicas) : (seat?.replicas ?? 0);
  const reason = replicas === wish.replicas ? null : explain(wish, room, { nodes, rooms });
  return { teamId, deploymentId, nodeId: room?.id ?? silent?.id ?? null, replicas, generation, reason };
}

function silentHome({ placed }: Wish, nodes: readonly PlaceableNode[]): PlaceableNode | undefined {
  if (placed === null || placed.replicas === 0) return undefined;
  return nodes.find(({ id, alive }) => !alive && id === placed.nodeId);
}

/** Figures as they are once everybody has a place, so that the reason is true when it is read. */
function explain(wish: Wish, room: Room | null, { nodes, rooms }: Surroundings): string {
  const each = `${mebibytes(wish.memoryBytesMax, Math.ceil)} and ${threads(wish.threadsPerReplica)}`;
  if (room)
    return `Not all of ${wish.replicas} replicas fit: each needs ${each}; ${room.name} has ${free(room, wish)}.`;
  const best = roomiest(rooms.filter((one) => offers(one, wish)));
  if (best)
    return `Needs ${wish.replicas} × (${each}); the node with the most room, ${best.name}, has ${free(best, wish)}.`;
  if (rooms.length > 0) return `No node that answers computes on ${wish.executionProvider}.`;
  return nodes.length === 0 ? "No inference node has registered yet." : "No inference node answers.";
}

function free(room: Room, { residency }: Wish): string {
  return residency === "on_demand" ? `${amount(room.whole)} in all` : `${amount(room)} left`;
}

function amount({ memoryBytes, threads: count }: Budget): string {
  return `${mebibytes(memoryBytes, Math.floor)} and ${threads(count)}`;
}

function mebibytes(bytes: number, round: (value: number) => number): string {
  return `${round(bytes / 2 ** 20)} MiB`;
}

function threads(count: number): string {
  return count === 1 ? "1 thread" : `${count} threads`;
}
