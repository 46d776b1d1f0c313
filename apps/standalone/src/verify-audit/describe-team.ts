import { type Break, type ChainReport, isWhole, type VerifiedTeam } from "@millrace/audit";

const NAME_WIDTH = 28;

/** A line on the team, and below it what to compare or what is wrong. */
export function describeTeam(verified: VerifiedTeam): string {
  const mark = isWhole(verified) ? "✓" : "✗";
  switch (verified.kind) {
    case "verified":
      return `  ${mark} ${verified.team.handle.padEnd(NAME_WIDTH)} ${describeReport(verified.report)}`;
    case "deleted":
      return `  ${mark} ${verified.teamId.padEnd(NAME_WIDTH)} deleted on ${day(verified.at)}, with its log`;
    case "vanished":
      return `  ${mark} ${verified.teamId.padEnd(NAME_WIDTH)} there is no such team any more, nor a record of its deletion; its log had at least ${entries(verified.anchor.sequence)} on ${day(verified.anchor.at)}`;
  }
}

function describeReport({ entries: count, head, broken, provenTo, anchor }: ChainReport): string {
  if (broken !== null) return `${describeBreak(broken)}; ${proven(provenTo)}`;
  if (head === null) return "no entries yet";
  const agrees = anchor === null ? "" : `, as anchored on ${day(anchor.at)} up to ${anchor.sequence}`;
  return `${entries(count)}, whole${agrees}\n    ${" ".repeat(NAME_WIDTH)} head ${head.sequence} ${head.hash}`;
}

function describeBreak({ kind, from, to }: Break): string {
  const one = from === to;
  const which = one ? `entry ${from}` : `entries ${from} to ${to}`;
  switch (kind) {
    case "changed":
      return `${which} ${one ? "was" : "were"} changed`;
    case "missing":
      return `${which} ${one ? "is" : "are"} missing`;
    case "inserted":
      return `${which} ${one ? "was" : "were"} put in by hand`;
    case "reordered":
      return `${which} ${one ? "was" : "were"} put in another order`;
    case "rewritten":
      return `${which} ${one ? "is" : "are"} not what was anchored: the chain was written anew`;
  }
}

function proven(provenTo: number): string {
  if (provenTo === 0) return "nothing is proven";
  return provenTo === 1
    ? "entry 1 is as it was written"
    : `entries 1 to ${provenTo} are as they were written`;
}

function entries(count: number): string {
  return count === 1 ? "1 entry" : `${count.toLocaleString("en-US")} entries`;
}

function day(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
