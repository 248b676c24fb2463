import type { Job } from "../../platform/job/worker.ts";
import { followOwner } from "./owner_move.ts";

export const customerJobs: Job[] = [
  { name: "follow_owner", run: (house, payload) => followOwner(house, payload as { user_id: string }) },
];
