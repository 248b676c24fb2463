import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { isTyping } from "../../frame/keys.ts";
import { answeredElsewhere } from "./answered.ts";
import { type MyCall, useMyCalls, whoOf } from "./calls.ts";
import { phone } from "./state.ts";

/** Answered on a desk phone, the customer's record opens as it does when the page answers. */
export function useAnswered(): void {
  const calls = useMyCalls();
  const navigate = useNavigate();
  const before = useRef<readonly MyCall[]>([]);
  useEffect(() => {
    const answered = answeredElsewhere(before.current, calls, phone.get());
    before.current = calls;
    const customerId = answered.map((call) => whoOf(call).customerId).find(Boolean);
    const [first] = answered;
    if (!first || !customerId || !isFree()) return;
    void inOneTab(first.id, () => void navigate({ to: "/customers/$customerId", params: { customerId }, search: {} }));
  }, [calls, navigate]);
}

/** A receiver is lifted away from the page: what somebody is writing there stays; the call leads to the record. */
const isFree = (): boolean =>
  !document.hidden && !isTyping(document.activeElement) && document.querySelector("dialog[open]") === null;

const told = 5000;

/** Of several windows beside each other one shows it. */
async function inOneTab(callId: string, show: () => void): Promise<void> {
  if (!navigator.locks) return show(); // a page that is not secure: desk phones work beside it all the same
  await navigator.locks.request(`zhiyin-shows-${callId}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    show();
    await new Promise((resolve) => setTimeout(resolve, told));
  });
}
