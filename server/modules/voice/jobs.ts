import type { Job } from "../../platform/job/worker.ts";
import { sweepRecordings } from "./recording/retention.ts";

export const voiceJobs: Job[] = [{ name: "sweep_recordings", run: (house) => sweepRecordings(house) }];
