export { createPerson } from "./create-person.ts";
export { displayNameSchema } from "./display-name.ts";
export { checkPassword, type PasswordAnswer } from "./passwords/check-password.ts";
export { PASSWORD_LENGTH } from "./passwords/password.ts";
export { emailSchema, type Person, personNameSchema } from "./person.ts";
export { beginSession } from "./sessions/begin-session.ts";
export { endSession } from "./sessions/end-session.ts";
export { resumeSession } from "./sessions/resume-session.ts";
export { type Session, type SessionClaim, SIGN_IN_METHODS, type SignInMethod } from "./sessions/session.ts";
