import type { Job } from "../../platform/job/worker.ts";
import { deliverMail } from "./mail.ts";

export const peopleJobs: Job[] = [
  { name: "send_mail", run: (house, payload) => deliverMail(house, payload as { mail_id: string; link: string }) },
];
