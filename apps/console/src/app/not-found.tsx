import { NotFoundNotice } from "../features/errors/not-found-notice.tsx";

export default function NotFound() {
  return (
    <main className="grid min-h-[60dvh] place-items-center">
      <NotFoundNotice />
    </main>
  );
}
