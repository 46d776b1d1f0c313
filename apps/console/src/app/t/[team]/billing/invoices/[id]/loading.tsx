import { ScreenSkeleton } from "../../../../../../features/skeletons/screen-skeleton.tsx";

export default function Loading() {
  return <ScreenSkeleton cards={[180, 260]} />;
}
