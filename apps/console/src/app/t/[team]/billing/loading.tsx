import { ScreenSkeleton } from "../../../../features/skeletons/screen-skeleton.tsx";

export default function Loading() {
  return <ScreenSkeleton tiles cards={[180, 180, 260]} />;
}
