import { Fault } from "@millrace/kernel";

/** The same for every token that lets nobody in: used, revoked, replaced, expired, cut short, guessed. */
export function invitationVoid(): Fault {
  return new Fault({
    kind: "not_found",
    code: "teams.invitation_void",
    message: "This invitation is not good any more. Ask whoever invited you for a new one.",
  });
}

export function noSuchInvitation(): Fault {
  return new Fault({
    kind: "not_found",
    code: "teams.no_such_invitation",
    message: "There is no such invitation.",
  });
}

export function tooManyInvitations(max: number): Fault {
  return new Fault({
    kind: "precondition",
    code: "teams.too_many_invitations",
    message: `A team has at most ${max} open invitations. Revoke some, or wait for them to be used.`,
  });
}

export function tooManyMails(retryAfterMs: number): Fault {
  return new Fault({
    kind: "limit_exceeded",
    code: "teams.too_many_mails",
    message:
      "The team has sent very many invitations, or this person several. Go on later, or invite by link.",
    retryAfterMs,
  });
}
