import { ForbiddenNotice } from "../../../features/errors/forbidden-notice.tsx";

export default function Forbidden() {
  return <ForbiddenNotice />;
}
