import { NotFoundNotice } from "../../../features/errors/not-found-notice.tsx";

export default function NotFound() {
  return <NotFoundNotice />;
}
