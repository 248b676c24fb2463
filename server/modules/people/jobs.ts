import type { Job } from "../../platform/job/worker.ts";
import { deliverMail } from "./mail.ts";
import { sendNoticeDigest, sendNotices } from "./notification/index.ts";
import { pushNotice } from "./push/deliver.ts";

export const peopleJobs: Job[] = [
  { name: "send_mail", run: (house, payload) => deliverMail(house, payload as { mail_id: string; link: string }) },
  { name: "send_notices", run: (house, payload) => sendNotices(house, payload as { user_id: string }) },
  { name: "send_notice_digest", run: (house, payload) => sendNoticeDigest(house, payload as { user_id: string }) },
  {
    name: "push_notice",
    run: (house, payload) =>
      pushNotice(house, payload as { notice_id: string; subscription_id: string; attempt: number }),
  },
];
